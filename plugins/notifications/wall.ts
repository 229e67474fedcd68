import type { Caller } from '@shopdb/plugin-api'
import { findShown, type BoardQuery } from './board.ts'
import type { Context } from './context.ts'
import { readPlaces } from './places.ts'
import { present, type Presented } from './present.ts'
import type { Slide, Wall } from './wall-page.ts'
import { moment, wordsOf, type Language, type Words } from './words.ts'

export type WallQuery = Pick<BoardQuery, 'location' | 'businessUnit'> & { language?: Language | undefined; seconds?: number | undefined }

const mostSlides = 20
/** After so many others the critical ones come again. */
const between = 4
const ahead = 24 * 3_600_000
const mostComing = 5

/** What a screen on the wall shows: each running notification for its place, then what comes within a day. */
export async function readWall(context: Context, caller: Caller, query: WallQuery, now: number): Promise<Wall> {
  const { settings } = context
  const language = query.language ?? settings.language
  const words = wordsOf(language)
  const place = { location: query.location, businessUnit: query.businessUnit, place: 'wall' as const }
  const [running, coming] = [await findShown(context, caller, { ...place, state: 'active' }, now), await findShown(context, caller, { ...place, state: 'scheduled' }, now)]
  const slides = inTurn((await present(context, running.slice(0, mostSlides))).map((notification) => slideOf(notification, words, language)))
  const soon = coming.filter(({ currentFrom }) => currentFrom < now + ahead).slice(0, mostComing)
  if (soon.length > 0) slides.push({ title: words.coming, coming: soon.map(({ currentFrom, title }) => ({ at: new Date(currentFrom).toISOString(), title })) })
  if (slides.length === 0) slides.push({ title: words.nothing, text: words.nothingText })
  const heading = query.location === undefined ? 'ShopDB' : ((await readPlaces(context, [query.location])).pathOf(query.location) ?? 'ShopDB')
  return { language, timeZone: settings.timeZone, seconds: query.seconds ?? settings.wallSeconds, heading, lost: words.lost, slides }
}

/** Whoever walks by has half a minute: what is critical comes again and again. */
function inTurn(slides: readonly Slide[]): Slide[] {
  const worst = slides.filter(({ severity }) => severity === 'critical')
  const others = slides.filter(({ severity }) => severity !== 'critical')
  if (worst.length === 0 || others.length <= between) return [...worst, ...others]
  return others.flatMap((slide, index) => (index % between === 0 ? [...worst, slide] : [slide]))
}

function slideOf({ severity, type, pinned, title, text, location, asset, currentUntil, timeZone }: Presented, words: Words, language: string): Slide {
  const until = currentUntil === null ? words.openEnd : `${words.until} ${moment(currentUntil, timeZone, language)}`
  return { severity, words: words[severity], title, ...(type !== null && { type: type.name }), ...(pinned && { pinned: words.pinned }), ...(text !== null && { text }), foot: [asset?.assetNumber, location, until].filter(Boolean).join('  ·  ') }
}
