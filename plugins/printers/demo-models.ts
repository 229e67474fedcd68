type DemoSupply = { title: string; kind: string; colour: string | null; partNumber: string; /** Percent on a working day. */ wearsOff: number; price: number; yieldPages: number }
export type DemoModel = { vendor: string; model: string; printerKind: string; isColour: boolean; pagesADay: number; /** What it tells of its levels. */ tells: 'all' | 'some' | 'nothing'; supplies: readonly DemoSupply[] }

const toner = (colour: string, partNumber: string, wearsOff: number, price: number, yieldPages: number): DemoSupply => ({ title: `${colour[0]?.toUpperCase()}${colour.slice(1)} toner`, kind: 'toner', colour, partNumber, wearsOff, price, yieldPages })

/** Makers and models of the demo plant, with made-up part numbers. */
export const demoModels: readonly DemoModel[] = [
  { vendor: 'Acme', model: 'LaserOne 400', printerKind: 'laser', isColour: false, pagesADay: 220, tells: 'all', supplies: [toner('black', 'AC-400X', 2.1, 129, 10_500), { title: 'Drum unit', kind: 'drum', colour: null, partNumber: 'AC-400DR', wearsOff: 0.35, price: 98, yieldPages: 60_000 }] },
  { vendor: 'Nordprint', model: 'ColorPro C310', printerKind: 'LED', isColour: true, pagesADay: 180, tells: 'all', supplies: [
    toner('black', 'NP-310K', 1.6, 89, 11_000), toner('cyan', 'NP-310C', 0.9, 119, 8_000), toner('magenta', 'NP-310M', 1.1, 119, 8_000), toner('yellow', 'NP-310Y', 0.8, 119, 8_000), { title: 'Waste toner box', kind: 'wasteToner', colour: null, partNumber: 'NP-310W', wearsOff: 0.5, price: 24, yieldPages: 30_000 },
  ] },
  { vendor: 'Labelit', model: 'TT 220', printerKind: 'label', isColour: false, pagesADay: 600, tells: 'all', supplies: [{ title: 'Ribbon', kind: 'ribbonWax', colour: 'black', partNumber: 'LI-220R', wearsOff: 6.5, price: 11, yieldPages: 9_000 }] },
  { vendor: 'Acme', model: 'OfficeJet Max 9', printerKind: 'inkjet', isColour: true, pagesADay: 60, tells: 'all', supplies: [
    { title: 'Black ink', kind: 'ink', colour: 'black', partNumber: 'AJ-9BK', wearsOff: 2.4, price: 34, yieldPages: 2_500 }, { title: 'Cyan ink', kind: 'ink', colour: 'cyan', partNumber: 'AJ-9C', wearsOff: 1.5, price: 28, yieldPages: 2_000 },
    { title: 'Magenta ink', kind: 'ink', colour: 'magenta', partNumber: 'AJ-9M', wearsOff: 1.7, price: 28, yieldPages: 2_000 }, { title: 'Yellow ink', kind: 'ink', colour: 'yellow', partNumber: 'AJ-9Y', wearsOff: 1.3, price: 28, yieldPages: 2_000 },
  ] },
  { vendor: 'Nordprint', model: 'Mono M120', printerKind: 'laser', isColour: false, pagesADay: 90, tells: 'some', supplies: [toner('black', 'NP-120K', 1.2, 79, 6_000)] },
  { vendor: 'Acme', model: 'LaserOne 700', printerKind: 'laser', isColour: false, pagesADay: 400, tells: 'all', supplies: [toner('black', 'AC-700X', 3.2, 189, 25_000), { title: 'Fuser kit', kind: 'fuser', colour: null, partNumber: 'AC-700F', wearsOff: 0.2, price: 240, yieldPages: 150_000 }] },
]

/** One of each part number. */
export const demoSpares = [...new Map(demoModels.flatMap(({ vendor, model, supplies }) => supplies.map((supply) => [supply.partNumber, { partNumber: supply.partNumber, title: `${vendor} ${supply.title}`, kind: spareKind(supply.kind), ...(supply.colour !== null && { colour: supply.colour }), fitsModels: model, price: supply.price, yieldPages: supply.yieldPages }] as const))).values()]

function spareKind(kind: string): string {
  return kind === 'wasteToner' ? 'waste' : kind === 'ribbonWax' ? 'ribbon' : kind
}
