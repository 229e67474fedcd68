const prefixes: Readonly<Record<string, string>> = { yotta: 'Y', zetta: 'Z', exa: 'E', peta: 'P', tera: 'T', giga: 'G', mega: 'M', kilo: 'k', hecto: 'h', deca: 'da', deci: 'd', centi: 'c', milli: 'm', micro: 'u', nano: 'n', pico: 'p', femto: 'f', atto: 'a' }
const units: Readonly<Record<string, string>> = {
  metre: 'm', meter: 'm', kilogram: 'kg', gram: 'g', second: 's', minute: 'min', hour: 'h', day: 'd', ampere: 'A', kelvin: 'K', degreecelsius: 'Cel', mole: 'mol', candela: 'cd', one: '1', percent: '%', radian: 'rad', degree: 'deg',
  hertz: 'Hz', newton: 'N', pascal: 'Pa', bar: 'bar', joule: 'J', watt: 'W', coulomb: 'C', volt: 'V', farad: 'F', ohm: 'Ohm', siemens: 'S', weber: 'Wb', tesla: 'T', henry: 'H', lumen: 'lm', lux: 'lx', litre: 'L', liter: 'L', tonne: 't', arcminute: "'", arcsecond: "''",
}

/**
 * A unit of D-SI (`\milli\metre`, `\newton\metre`, `\metre\tothe{2}`, `\metre\per\second`) by its UCUM code; one that has a
 * word nobody knows stays as it is written.
 */
export function ucumOf(dsi: string): string {
  const words = [...dsi.matchAll(/\\([a-z]+)(?:\{([^}]*)\})?/gi)].map(([, word = '', argument = '']) => ({ word: word.toLowerCase(), argument }))
  let [code, prefix, separator] = ['', '', '']
  for (const { word, argument } of words) {
    if (word === 'per') separator = '/'
    else if (word === 'tothe') code += argument
    else if (word in prefixes) prefix = prefixes[word] ?? ''
    else if (word in units) {
      code += `${code === '' && separator === '' ? '' : separator || '.'}${prefix}${units[word]}`
      prefix = separator = ''
    } else return dsi.trim().slice(0, 20)
  }
  return code === '' ? dsi.trim().slice(0, 20) : code
}
