import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const pairs = new Map([...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]))
const statuses = ['ok', 'warn', 'down', 'maintenance', 'unknown']

function channels(hex: string): [number, number, number] {
  const linear = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [linear(1), linear(3), linear(5)]
}

function contrast(name: string, on: string, theme: 'light' | 'dark'): number {
  const luminance = (token: string): number => {
    const [red, green, blue] = channels(pairs.get(token)?.[theme] ?? '#000000')
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [one, other] = [luminance(name), luminance(on)].sort((first, second) => second - first)
  return ((one ?? 0) + 0.05) / ((other ?? 0) + 0.05)
}

/** Machado, Oliveira and Fernandes 2009, full severity. */
const visions: Record<string, readonly number[]> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
}

function seen(hex: string, vision: string): [number, number, number] {
  const [red, green, blue] = channels(hex)
  const matrix = visions[vision] ?? []
  const row = (at: number): number => Math.min(1, Math.max(0, (matrix[at] ?? 0) * red + (matrix[at + 1] ?? 0) * green + (matrix[at + 2] ?? 0) * blue))
  const [r, g, b] = [row(0), row(3), row(6)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s]
}

describe('the colours', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`are legible in the ${theme} theme`, () => {
      for (const ground of ['bg', 'surface']) {
        for (const name of ['text', 'muted', 'accent']) expect.soft(contrast(name, ground, theme), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5)
        for (const name of statuses) expect.soft(contrast(name, ground, theme), `${name} on ${ground}`).toBeGreaterThanOrEqual(5)
        expect.soft(contrast('control', ground, theme), `control on ${ground}`).toBeGreaterThanOrEqual(3)
      }
      for (const name of statuses) expect.soft(contrast(name, `${name}-soft`, theme), `${name} on its soft ground`).toBeGreaterThanOrEqual(4.5)
      expect(contrast('on-accent', 'accent', theme)).toBeGreaterThanOrEqual(4.5)
    })

    it(`of statuses differ for every kind of sight in the ${theme} theme`, () => {
      for (const vision of Object.keys(visions)) {
        for (const [index, one] of statuses.entries()) {
          for (const other of statuses.slice(index + 1)) {
            const [first, second] = [seen(pairs.get(one)?.[theme] ?? '#000000', vision), seen(pairs.get(other)?.[theme] ?? '#000000', vision)]
            // To the tenth in which the palette was chosen.
            const distance = Math.round(Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]) * 1000) / 10
            expect.soft(distance, `${one} and ${other} with ${vision}`).toBeGreaterThanOrEqual(9)
          }
        }
      }
    })
  }
})
