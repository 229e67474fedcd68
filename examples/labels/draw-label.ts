import { encode } from 'uqr'

export type Label = { site: string; number: string; name: string }

const height = 120
const width = 360
const margin = 10

/** A label of 60 by 20 millimetres: the code on the left, the words on the right. */
export function drawLabel({ site, number, name }: Label): string {
  const { data, size } = encode(number, { ecc: 'M', border: 0 })
  const module = (height - 2 * margin) / size
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  const words = [[site, 14, 30], [number, 26, 68], [name, 14, 98]] as const
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="20mm" viewBox="0 0 ${width} ${height}" font-family="sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<path transform="translate(${margin} ${margin}) scale(${module})" d="${dark.join('')}"/>`,
    ...words.map(([text, size, y]) => `<text x="${height}" y="${y}" font-size="${size}">${escape(text)}</text>`),
    '</svg>',
  ].join('')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
