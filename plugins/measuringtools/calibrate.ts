import type { Infer, JsonSchema, Row } from '@shopdb/plugin-api'
import { findConsequence } from './consequence.ts'
import type { Context } from './context.ts'
import { today } from './due.ts'
import { deviationText, judge, worst, type Verdict } from './judge.ts'
import { countFromLast, decimalSchema, decimalText, mustFindPlan } from './plans.ts'
import { countUses, findByCertificate, findCalibration, findResults, insertCalibration, numberOf, textOf, updateRow } from './store.ts'
import { mustBeTool, refreshTool } from './tool.ts'

const resultSchema = {
  type: 'object', additionalProperties: false, required: ['nominal'],
  properties: {
    label: { type: 'string', maxLength: 120 }, nominal: { type: ['string', 'number'], maxLength: 40 }, lower: decimalSchema, upper: decimalSchema, unit: { type: 'string', maxLength: 20 },
    asFound: decimalSchema, asLeft: decimalSchema, uncertainty: decimalSchema, coverage: decimalSchema,
  },
} as const satisfies JsonSchema

export const calibrationSchema = {
  type: 'object', additionalProperties: false, required: ['doneOn'],
  properties: {
    planId: { type: ['integer', 'null'], minimum: 1 }, doneOn: { type: 'string', format: 'date' },
    doneBy: { type: ['string', 'null'], maxLength: 120 }, laboratory: { type: ['string', 'null'], maxLength: 120 }, certificateNumber: { type: ['string', 'null'], maxLength: 160 },
    usedStandard: { type: ['string', 'null'], maxLength: 200 }, temperature: { type: ['string', 'null'], maxLength: 40 },
    adjusted: { type: 'boolean' }, notes: { type: ['string', 'null'], maxLength: 10_000 }, attachmentId: { type: ['integer', 'null'], minimum: 1 },
    statedResult: { type: 'string', enum: ['pass', 'fail'], description: 'Only for a certificate without values; with values the result is calculated.' },
    results: { type: 'array', maxItems: 500, items: resultSchema },
  },
} as const satisfies JsonSchema
export type CalibrationInput = Infer<typeof calibrationSchema>

/** Where a calibration came from when nobody typed it. */
export type Origin = { readonly source: 'manual' | 'dcc'; readonly certificateId: string | null; readonly by: string }

export type Result = { label: string; nominal: string; lower: string | null; upper: string | null; unit: string; asFound: string | null; asLeft: string | null; uncertainty: string | null; coverage: string | null; asFoundResult: string | null; asLeftResult: string | null; asFoundDeviation: string | null; asLeftDeviation: string | null }

/** Records a calibration. Whether it passed follows from the values; nobody states it. */
export async function recordCalibration(context: Context, assetId: number, input: CalibrationInput, origin: Origin): Promise<Awaited<ReturnType<typeof readCalibration>> & { consequence: Awaited<ReturnType<typeof findConsequence>> | null }> {
  await mustBeTool(context, assetId)
  if (input.doneOn > today()) throw context.errors.problem({ code: 'DATE_IN_FUTURE', status: 422, message: 'The calibration has not been done yet.', fix: 'Give the day on which it was done.', fields: [{ path: '/doneOn', message: 'lies in the future' }] })
  if (input.attachmentId && (await context.attachments.get(input.attachmentId))?.assetId !== assetId) throw context.errors.problem({ code: 'FILE_OF_OTHER_TOOL', status: 422, message: `The file ${input.attachmentId} is not one of this measuring tool.`, fix: 'Attach the certificate to the tool first, then name it here.', fields: [{ path: '/attachmentId', message: 'is no file of this tool' }] })
  const plan = input.planId ? await mustFindPlan(context, input.planId) : null
  if (plan && plan.assetId !== assetId) throw context.errors.notFound(`The calibration plan ${plan.id} belongs to another measuring tool.`)
  const results = (input.results ?? []).map((result, index) => judgedRow(context, result, index))
  const verdicts = overall(context, results, input.statedResult)
  const row = { ...rowOf(input), assetid: assetId, ...verdicts, source: origin.source, certificateid: origin.certificateId, createdby: origin.by, createdat: Date.now() }
  const id = await context.database.write(async (transaction) => {
    if (origin.certificateId !== null && (await findByCertificate(transaction, origin.certificateId, assetId))) throw alreadyImported(context, origin.certificateId)
    const usesbefore = (await countUses(transaction, [assetId])).get(assetId) ?? 0
    const made = await insertCalibration(transaction, { ...row, usesbefore }, results)
    if (plan) await countFromLast(transaction, plan.id)
    return made
  })
  await refreshTool(context, assetId)
  await context.auditLog({ action: `calibrated: as found ${verdicts.asfound ?? 'not measured'}, result ${verdicts.result}, noted by ${origin.by}`, assetId })
  const needsAssessment = verdicts.asfound !== null && verdicts.asfound !== 'pass'
  return { ...(await readCalibration(context, id)), consequence: needsAssessment ? await findConsequence(context, id) : null }
}

/** A record of quality is never deleted: it is crossed out, with a reason, and does not count any more. */
export async function voidCalibration(context: Context, id: number, reason: string, by: string): Promise<Awaited<ReturnType<typeof readCalibration>>> {
  const calibration = await mustFindCalibration(context, id)
  if (calibration.voidedat !== null) throw context.errors.problem({ code: 'ALREADY_VOID', status: 409, message: 'The calibration is crossed out already.', fix: 'Reload the page.' })
  const assetId = Number(calibration.assetid)
  await context.database.write(async (transaction) => {
    await updateRow(transaction, 'calibrations', id, { voidedat: Date.now(), voidedby: by, voidedreason: reason })
    if (calibration.planid !== null) await countFromLast(transaction, Number(calibration.planid))
  })
  await refreshTool(context, assetId)
  await context.auditLog({ action: `calibration of ${calibration.doneon} crossed out by ${by}: ${reason}`, assetId })
  return readCalibration(context, id)
}

export async function mustFindCalibration(context: Context, id: number): Promise<Row> {
  const row = await findCalibration(context.database, id)
  if (row === null) throw context.errors.notFound(`There is no calibration ${id}.`)
  return row
}

export async function readCalibration(context: Context, id: number) {
  const row = await mustFindCalibration(context, id)
  return calibrationOf(row, await findResults(context.database, [id]))
}

export function calibrationOf(row: Row, results: readonly Row[]) {
  const moment = (value: Row[string] | undefined): string | null => (value === null || value === undefined ? null : new Date(Number(value)).toISOString())
  return {
    id: Number(row.id), assetId: Number(row.assetid), planId: numberOf(row.planid), doneOn: String(row.doneon), doneBy: textOf(row.doneby), laboratory: textOf(row.laboratory),
    certificateNumber: textOf(row.certificatenumber), certificateId: textOf(row.certificateid), usedStandard: textOf(row.usedstandard), temperature: textOf(row.temperature),
    adjusted: row.adjusted === 1, source: String(row.source), asFound: textOf(row.asfound), asLeft: textOf(row.asleft), result: String(row.result), notes: textOf(row.notes), attachmentId: numberOf(row.attachmentid),
    assessment: textOf(row.assessment), assessedBy: textOf(row.assessedby), assessedAt: moment(row.assessedat), createdBy: String(row.createdby), createdAt: moment(row.createdat),
    voidedAt: moment(row.voidedat), voidedBy: textOf(row.voidedby), voidedReason: textOf(row.voidedreason),
    results: results.filter((result) => result.calibrationid === row.id).map(resultOf),
  }
}

function resultOf(row: Row): Result {
  const nominal = String(row.nominal)
  const [asFound, asLeft] = [textOf(row.asfound), textOf(row.asleft)]
  return {
    label: String(row.label), nominal, lower: textOf(row.lower), upper: textOf(row.upper), unit: String(row.unit), asFound, asLeft, uncertainty: textOf(row.uncertainty), coverage: textOf(row.coverage),
    asFoundResult: textOf(row.asfoundresult), asLeftResult: textOf(row.asleftresult), asFoundDeviation: deviationText(nominal, asFound), asLeftDeviation: deviationText(nominal, asLeft),
  }
}

type JudgedRow = Row & { asfoundresult: Verdict | null; asleftresult: Verdict | null }

/** A value that was not measured again after the calibration is as it was found. */
function judgedRow(context: Context, input: Infer<typeof resultSchema>, index: number): JudgedRow {
  const text = (name: 'nominal' | 'lower' | 'upper' | 'asFound' | 'asLeft' | 'uncertainty' | 'coverage'): string | null => decimalText(context, input[name], `/results/${index}/${name}`)
  const point = { nominal: text('nominal') ?? '0', lower: text('lower'), upper: text('upper'), uncertainty: text('uncertainty') }
  const asfound = text('asFound')
  const asleft = text('asLeft') ?? asfound
  const guardBand = context.settings.guardBand
  return {
    label: input.label ?? `${point.nominal} ${input.unit ?? ''}`.trim(), ...point, unit: input.unit ?? '', asfound, asleft, coverage: text('coverage'),
    asfoundresult: judge({ ...point, value: asfound }, guardBand), asleftresult: judge({ ...point, value: asleft }, guardBand),
  }
}

function overall(context: Context, results: readonly JudgedRow[], stated: 'pass' | 'fail' | undefined): { asfound: Verdict | null; asleft: Verdict | null; result: Verdict } {
  const asfound = worst(results.map((result) => result.asfoundresult))
  const asleft = worst(results.map((result) => result.asleftresult))
  const computed = asleft ?? asfound
  if (computed !== null && stated === undefined) return { asfound, asleft, result: computed }
  if (computed === null && stated !== undefined) return { asfound: stated, asleft: stated, result: stated }
  throw context.errors.problem(computed === null
    ? { code: 'NOTHING_TO_JUDGE', status: 422, message: 'No value has a tolerance, so nothing says whether the tool is in order.', fix: 'Give asFound or asLeft with lower or upper for at least one point, or statedResult for a certificate without values.', fields: [{ path: '/results', message: 'has no value with a tolerance' }] }
    : { code: 'RESULT_IS_CALCULATED', status: 422, message: 'The result follows from the values and cannot be stated beside them.', fix: 'Leave statedResult out.', fields: [{ path: '/statedResult', message: 'contradicts the values' }] })
}

function rowOf(input: CalibrationInput): Row {
  return {
    planid: input.planId ?? null, doneon: input.doneOn, doneby: input.doneBy ?? null, laboratory: input.laboratory ?? null, certificatenumber: input.certificateNumber ?? null,
    usedstandard: input.usedStandard ?? null, temperature: input.temperature ?? null, adjusted: input.adjusted ? 1 : 0, notes: input.notes ?? null, attachmentid: input.attachmentId ?? null,
  }
}

function alreadyImported({ errors }: Context, certificateId: string): Error {
  return errors.problem({ code: 'CERTIFICATE_KNOWN', status: 409, message: `The certificate ${certificateId} was imported for this tool already.`, fix: 'Look for it under the calibrations of the tool; cross that one out to import it anew.' })
}
