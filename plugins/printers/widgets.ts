import type { Widget } from '@shopdb/plugin-api'
import { printerType, type Context } from './context.ts'
import { countDeviceStates, countEmptyUntil, findLowest, numberOf, sumPagesByDay, textOf } from './store.ts'
import { readStock } from './stock.ts'
import { dateIn, dateOf, day } from './time.ts'

const rowsOfTile = 8
const hour = 3_600_000

/** None is no alarm: the tone is that of a number above zero. */
function counted(value: number, tone: 'warning' | 'critical') {
  return { value, ...(value > 0 && { tone }) }
}

export function toneOf(state: string | null): 'ok' | 'warning' | 'critical' | 'muted' {
  return state === 'empty' ? 'critical' : state === 'low' ? 'warning' : state === 'ok' ? 'ok' : 'muted'
}

export function printerWidgets(context: Context): Widget[] {
  const { database, settings, assets } = context
  return [
    {
      id: 'lowest', title: 'Lowest supplies', kind: 'table',
      load: async () => {
        const rows = await findLowest(database, rowsOfTile)
        const named = new Map((await assets.getMany(rows.map((row) => Number(row.assetid)))).map((asset) => [asset.id, asset]))
        return {
          columns: [{ name: 'printer', title: 'Printer' }, { name: 'supply', title: 'Supply' }, { name: 'level', title: 'Left', type: 'number', unit: '%' }, { name: 'emptyOn', title: 'Empty', type: 'date' }],
          rows: rows.map((row) => ({ printer: named.get(Number(row.assetid))?.assetNumber ?? '', supply: textOf(row.lowestsupply), level: numberOf(row.lowestlevel), emptyOn: textOf(row.emptyon), tone: toneOf(textOf(row.supplystate)), link: { type: printerType, id: Number(row.assetid) } })),
          link: { type: printerType, query: 'sort=lowestLevel' },
        }
      },
    },
    { id: 'emptysoon', title: 'Empty soon', kind: 'counter', load: async () => ({ ...counted(await countEmptyUntil(database, dateIn(settings.horizonDays)), 'warning'), label: `printers within ${settings.horizonDays} days`, link: { type: printerType, query: 'sort=emptyOn' } }) },
    {
      id: 'silent', title: 'Printers silent or stopped', kind: 'counter', refreshSeconds: 300,
      load: async () => {
        const silent = new Set<number>()
        for await (const { id } of assets.unseen(printerType, new Date(Date.now() - settings.silentHours * hour))) silent.add(id)
        const states = await countDeviceStates(database)
        const stopped = (states.get('stopped') ?? 0) + (states.get('offline') ?? 0)
        return { ...counted(silent.size + stopped, 'critical'), label: `${silent.size} silent for ${settings.silentHours} h, ${stopped} stopped or offline`, link: { type: printerType, query: 'deviceState=stopped,offline' } }
      },
    },
    {
      id: 'pages', title: 'Pages this month', kind: 'counter', refreshSeconds: 300,
      load: async () => {
        const today = dateOf(Date.now())
        const [thisMonth, lastMonth] = [`${today.slice(0, 8)}01`, `${dateOf(Date.parse(`${today.slice(0, 8)}01`) - day).slice(0, 8)}01`]
        const sum = async (from: string, to: string): Promise<number> => (await sumPagesByDay(database, from, to)).reduce((total, row) => total + Number(row.printed), 0)
        return { value: await sum(thisMonth, today), previous: await sum(lastMonth, `${lastMonth.slice(0, 8)}${today.slice(8)}`), label: 'against the same days of last month' }
      },
    },
    {
      id: 'perday', title: 'Pages a day', kind: 'chart', refreshSeconds: 300,
      load: async () => {
        const rows = await sumPagesByDay(database, dateIn(-30), dateIn(0))
        const series = (name: string, of: (row: (typeof rows)[number]) => number) => ({ name, points: rows.map((row) => ({ label: String(row.takenon), value: of(row) })) })
        return { kind: 'line', labelType: 'date', series: [series('Black', (row) => Number(row.printed) - Number(row.colour)), series('Colour', (row) => Number(row.colour))] }
      },
    },
    { id: 'order', title: 'Supplies to order', kind: 'counter', refreshSeconds: 300, load: async () => ({ ...counted((await readStock(context, settings.horizonDays)).lines.filter(({ order }) => order > 0).length, 'warning'), label: 'part numbers' }) },
  ]
}
