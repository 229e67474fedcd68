import { layers } from './layers.ts'

/** The table of ARCHITECTURE.md, printed from the rows that are enforced. */
export function printedLayers(): string {
  const rows = layers.map(({ name, mayImport, holds }) => `| ${name} | ${mayImport.join(', ') || 'nothing'} | ${holds} |`)
  return ['| Layer | may import | holds |', '| --- | --- | --- |', ...rows].join('\n')
}
