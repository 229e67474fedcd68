import type { Report } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { listDue } from './due-list.ts'
import { daysAgo } from './due.ts'
import { findDoneSince, findFailedAsFound, textOf } from './store.ts'
import { findConsequence } from './consequence.ts'

export function measuringToolReports(context: Context): Report[] {
  return [dueReport(context), doneReport(context), outOfToleranceReport(context)]
}

function dueReport(context: Context): Report {
  return {
    id: 'due', title: 'Calibrations due', description: 'Failed and overdue tools, and those that are due soon.', permission: 'measuringtools.read',
    parameters: { type: 'object', properties: { days: { type: 'integer', title: 'Days ahead', minimum: 0, maximum: 3650, default: 90 } } },
    columns: [{ name: 'tool', title: 'Tool' }, { name: 'name', title: 'Name' }, { name: 'kind', title: 'Kind of gauge', type: 'word' }, { name: 'state', title: 'Calibration', type: 'word' }, { name: 'due', title: 'Due', type: 'date' }, { name: 'holder', title: 'Checked out to' }, { name: 'location', title: 'Location' }],
    run: async ({ days }) => (await listDue(context, Number(days ?? 90))).map((tool) => ({ tool: tool.assetNumber, name: tool.name, kind: tool.gaugeType, state: tool.calibrationState, due: tool.nextDueOn, holder: tool.holder, location: tool.location })),
  }
}

/** How the calibrations of a while went, month by month: a rising share of failures says that an interval is too long. */
function doneReport(context: Context): Report {
  return {
    id: 'results', title: 'Calibration results by month', description: 'How many tools were found in and out of tolerance.', permission: 'measuringtools.read',
    parameters: { type: 'object', properties: { months: { type: 'integer', title: 'Months back', minimum: 1, maximum: 120, default: 24 } } },
    columns: [{ name: 'month', title: 'Month' }, { name: 'inTolerance', title: 'Found in tolerance', type: 'number' }, { name: 'outOfTolerance', title: 'Found out of tolerance', type: 'number' }, { name: 'failed', title: 'Failed', type: 'number' }],
    chart: { kind: 'bar', label: 'month', values: ['inTolerance', 'outOfTolerance'] },
    run: async ({ months }) => {
      const byMonth = Map.groupBy(await findDoneSince(context.database, daysAgo(Number(months ?? 24) * 31)), (row) => String(row.doneon).slice(0, 7))
      return [...byMonth].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([month, rows]) => {
        const outOfTolerance = rows.filter((row) => row.asfound !== null && row.asfound !== 'pass').length
        return { month, inTolerance: rows.length - outOfTolerance, outOfTolerance, failed: rows.filter((row) => row.result !== 'pass').length }
      })
    },
  }
}

function outOfToleranceReport(context: Context): Report {
  return {
    id: 'outoftolerance', title: 'Tools found out of tolerance', description: 'What each of them concerns, and whether somebody has assessed it.', permission: 'measuringtools.read',
    parameters: { type: 'object', properties: { days: { type: 'integer', title: 'Days back', minimum: 1, maximum: 3650, default: 365 }, open: { type: 'boolean', title: 'Only those not assessed', default: false } } },
    columns: [{ name: 'tool', title: 'Tool' }, { name: 'calibrated', title: 'Calibrated', type: 'date' }, { name: 'asFound', title: 'As found', type: 'word' }, { name: 'result', title: 'Result', type: 'word' }, { name: 'since', title: 'In doubt since', type: 'date' }, { name: 'concerned', title: 'Assets concerned' }, { name: 'assessed', title: 'Assessed by' }],
    run: async function* ({ days, open }) {
      for (const row of await findFailedAsFound(context.database, daysAgo(Number(days ?? 365)), open === true, 5000)) {
        const [consequence, tool] = await Promise.all([findConsequence(context, Number(row.id)), context.assets.get(Number(row.assetid))])
        yield {
          tool: tool?.assetNumber ?? String(row.assetid), calibrated: String(row.doneon), asFound: textOf(row.asfound), result: String(row.result), since: consequence.from,
          concerned: consequence.items.map((item) => item.asset?.assetNumber ?? item.persons.join(', ')).join(', '), assessed: textOf(row.assessedby),
        }
      }
    },
  }
}
