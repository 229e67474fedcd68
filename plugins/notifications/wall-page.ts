import { createHash } from 'node:crypto'

/** Letters of at least 2.6 % of the width: on a television of 55 inches they are 22 mm high, which is read from six metres. */
const styles = `
*{box-sizing:border-box;margin:0}
html,body{height:100%;background:#0b0f14;color:#fff;font-family:system-ui,"Segoe UI",Roboto,Arial,sans-serif;overflow:hidden}
#wall{display:grid;grid-template-rows:auto 1fr auto;height:100%}
header,footer{display:flex;justify-content:space-between;align-items:center;gap:3vw;padding:1.6vh 3vw;font-size:max(2.6vw,22px);color:#cbd5e1}
header b{color:#fff;font-weight:600}
main{display:grid;align-content:center;gap:3vh;padding:2vh 3vw;border-left:2.4vw solid #334155;min-height:0;overflow:hidden}
main.info{border-color:#3b82f6}main.warning{border-color:#f59e0b}main.critical{border-color:#ef4444;background:#2a0a0a}
.mark{display:flex;flex-wrap:wrap;align-items:center;gap:2vw;font-size:max(2.8vw,24px);font-weight:700}
.mark span{padding:.2em .7em;border-radius:.3em;background:#334155}
.info .mark .worst{background:#1d4ed8}.warning .mark .worst{background:#f59e0b;color:#000}.critical .mark .worst{background:#b91c1c}
h1{font-size:clamp(36px,6.4vw,18vh);line-height:1.08;font-weight:700;overflow-wrap:anywhere;display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}
p{font-size:clamp(24px,3.2vw,9vh);line-height:1.3;color:#e2e8f0;white-space:pre-line;overflow-wrap:anywhere;display:-webkit-box;-webkit-line-clamp:5;-webkit-box-orient:vertical;overflow:hidden}
ul{list-style:none;padding:0;display:grid;gap:2vh;font-size:max(3vw,24px)}
li{display:grid;grid-template-columns:auto 1fr;gap:2vw}
li time{color:#93c5fd;font-variant-numeric:tabular-nums}
.lost{color:#fca5a5}
#dots{font-variant-numeric:tabular-nums}
`

/** Shows one slide after the other and asks its own address for what is new; while the server is away it goes on with what it has, and says so. */
const script = `
'use strict';
(function () {
  var data = JSON.parse(document.getElementById('data').textContent), index = 0, lostSince = null
  function el(tag, text, name) { var e = document.createElement(tag); if (text) e.textContent = text; if (name) e.className = name; return e }
  function clock(at, withDay) { return new Intl.DateTimeFormat(data.language, withDay ? { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone: data.timeZone } : { hour: '2-digit', minute: '2-digit', timeZone: data.timeZone }).format(at) }
  function tick() { document.getElementById('clock').textContent = clock(new Date()) }
  function show() {
    var slides = data.slides, main = document.querySelector('main'), foot = document.getElementById('where')
    index = slides.length ? index % slides.length : 0
    var slide = slides[index]
    main.textContent = ''
    main.className = slide.severity || ''
    if (slide.words) {
      var mark = main.appendChild(el('div', '', 'mark'))
      mark.appendChild(el('span', slide.words, 'worst'))
      if (slide.type) mark.appendChild(el('span', slide.type))
      if (slide.pinned) mark.appendChild(el('span', slide.pinned))
    }
    main.appendChild(el('h1', slide.title))
    if (slide.text) main.appendChild(el('p', slide.text))
    if (slide.coming) {
      var list = main.appendChild(el('ul'))
      slide.coming.forEach(function (one) { var item = list.appendChild(el('li')); item.appendChild(el('time', clock(new Date(one.at), true))); item.appendChild(el('span', one.title)) })
    }
    foot.textContent = slide.foot || ''
    document.getElementById('dots').textContent = slides.length > 1 ? (index + 1) + ' / ' + slides.length : ''
    var lost = document.getElementById('lost')
    lost.textContent = lostSince ? data.lost + ' ' + clock(lostSince) : ''
  }
  function ask() {
    var address = new URL(location.href)
    address.searchParams.set('format', 'json')
    fetch(address, { credentials: 'same-origin', cache: 'no-store' }).then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.json() }).then(function (fresh) {
      lostSince = null
      var before = JSON.stringify(data)
      data = fresh
      if (JSON.stringify(fresh) !== before) { index = 0; show() } else document.getElementById('lost').textContent = ''
    }).catch(function () { lostSince = lostSince || new Date(); show() })
  }
  function turn() { index += 1; show(); setTimeout(turn, data.seconds * 1000) }
  tick(); show()
  setInterval(tick, 5000); setInterval(ask, 10000); setTimeout(turn, data.seconds * 1000)
})()
`

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

export type Slide = { severity?: string; words?: string; type?: string; pinned?: string; title: string; text?: string; foot?: string; coming?: readonly { at: string; title: string }[] }
export type Wall = { language: string; timeZone: string; seconds: number; heading: string; lost: string; slides: readonly Slide[] }

/** It needs nothing but itself, so that the oldest television shows it; what it may load stands in its own policy. */
export const wallHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src ${hashOf(styles)}; script-src ${hashOf(script)}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
}

export function wallPage(wall: Wall): string {
  const safe = JSON.stringify(wall).replaceAll('<', '\\u003c')
  return `<!doctype html><html lang="${wall.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>ShopDB</title><link rel="icon" href="data:,"><style>${styles}</style></head>`
    + `<body><div id="wall"><header><b>${escaped(wall.heading)}</b><span id="lost" class="lost" role="status"></span><span id="clock"></span></header><main aria-live="polite"></main><footer><span id="where"></span><span id="dots"></span></footer></div>`
    + `<script type="application/json" id="data">${safe}</script><script>${script}</script></body></html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
