const small = 0.005
const large = 0.05

/** Where an arrow key moves a marker to, within the plan. */
export function arrowStep(event: Pick<KeyboardEvent, 'key' | 'shiftKey'>, from: { x: number; y: number }): { x: number; y: number } | null {
  const step = event.shiftKey ? large : small
  const moves: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }
  const move = moves[event.key]
  if (!move) return null
  const within = (value: number): number => Math.min(1, Math.max(0, value))
  return { x: within(from.x + move[0]), y: within(from.y + move[1]) }
}
