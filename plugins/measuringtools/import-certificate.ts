import type { Infer, JsonSchema } from '@shopdb/plugin-api'
import { recordCalibration, type CalibrationInput } from './calibrate.ts'
import { readCertificate, type Certificate, type CertificateResult } from './certificate.ts'
import type { Context } from './context.ts'
import { compare, parseDecimal } from './decimal.ts'
import { judge, worst } from './judge.ts'
import type { Plan } from './plan.ts'
import { mustFindPlan } from './plans.ts'
import { mustBeTool, type Tool } from './tool.ts'

export const importSchema = {
  type: 'object', additionalProperties: false, required: ['xml'],
  properties: {
    xml: { type: 'string', minLength: 1, maxLength: 900_000 }, planId: { type: ['integer', 'null'], minimum: 1 },
    dryRun: { type: 'boolean', default: false, description: 'Shows what would be recorded and records nothing.' },
    otherTool: { type: 'boolean', default: false, description: 'Takes a certificate that names other numbers than those of the tool.' },
  },
} as const satisfies JsonSchema

/** A digital calibration certificate becomes a calibration of the tool, judged by the limits it states, else by those of the plan. */
export async function importCertificate(context: Context, assetId: number, input: Infer<typeof importSchema>, by: string) {
  const certificate = readCertificate(input.xml)
  if (certificate === null) throw context.errors.problem({ code: 'CERTIFICATE_UNREADABLE', status: 422, message: 'This is no digital calibration certificate of schema version 3.', fix: 'Choose the XML file of the laboratory (DCC, ptb.de/dcc), without a document type declaration.', fields: [{ path: '/xml', message: 'is no certificate' }] })
  const tool = await mustBeTool(context, assetId)
  const isOfTool = certificate.identifications.some((number) => [tool.assetNumber, tool.serialNumber].some((known) => known !== null && context.codec.naturalKey(known) === context.codec.naturalKey(number)))
  if (!isOfTool && !input.otherTool && !input.dryRun) throw otherToolProblem(context, tool, certificate)
  const plan = input.planId ? await mustFindPlan(context, input.planId) : null
  const calibration = calibrationOf(certificate, plan)
  if (input.dryRun) return { imported: null, isOfTool, certificate: summaryOf(certificate), ...preview(context, calibration) }
  const imported = await withFile(context, assetId, { name: `${certificate.certificateNumber ?? certificate.uniqueIdentifier}.xml`, content: input.xml, description: `Calibration certificate of ${certificate.doneOn}` }, (attachmentId) =>
    recordCalibration(context, assetId, { ...calibration, attachmentId }, { source: 'dcc', certificateId: certificate.uniqueIdentifier, by }))
  return { imported, isOfTool, certificate: summaryOf(certificate), ...preview(context, calibration) }
}

/** The file stands on the page of the tool, and the calibration leads to it. One that is refused leaves no file behind. */
async function withFile<Result>({ attachments }: Context, assetId: number, file: { name: string; content: string; description: string }, record: (attachmentId: number) => Promise<Result>): Promise<Result> {
  const { id } = await attachments.create(assetId, { ...file, name: file.name.replaceAll(/[\\/:*?"<>|]/g, '-') })
  try {
    return await record(id)
  } catch (error) {
    await attachments.remove(id)
    throw error
  }
}

function calibrationOf(certificate: Certificate, plan: Plan | null): CalibrationInput {
  return {
    planId: plan?.id ?? null, doneOn: certificate.doneOn, laboratory: certificate.laboratory, certificateNumber: certificate.certificateNumber ?? certificate.uniqueIdentifier,
    usedStandard: certificate.usedStandard, temperature: certificate.temperature, adjusted: certificate.adjusted, results: certificate.results.map((result) => withLimits(result, plan)),
  }
}

/** Limits that the laboratory does not state come from the point of the plan that has the same nominal value. */
function withLimits(result: CertificateResult, plan: Plan | null): CertificateResult {
  if (result.lower !== null || result.upper !== null) return result
  const nominal = parseDecimal(result.nominal)
  const point = plan?.points.find((candidate) => {
    const other = parseDecimal(candidate.nominal)
    return nominal !== null && other !== null && candidate.unit === result.unit && compare(nominal, other) === 0
  })
  return point ? { ...result, lower: point.lower, upper: point.upper } : result
}

function preview({ settings }: Context, { results = [] }: CalibrationInput) {
  const judged = results.map((result) => {
    const text = (value: string | number | null | undefined): string | null => (value === null || value === undefined ? null : String(value))
    const point = { nominal: String(result.nominal), lower: text(result.lower), upper: text(result.upper), uncertainty: text(result.uncertainty) }
    return { ...result, asFoundResult: judge({ ...point, value: text(result.asFound) }, settings.guardBand), asLeftResult: judge({ ...point, value: text(result.asLeft) }, settings.guardBand) }
  })
  return { results: judged, asFound: worst(judged.map(({ asFoundResult }) => asFoundResult)), asLeft: worst(judged.map(({ asLeftResult }) => asLeftResult)) }
}

function summaryOf({ results: _results, ...summary }: Certificate): Omit<Certificate, 'results'> {
  return summary
}

function otherToolProblem({ errors }: Context, { assetNumber, serialNumber }: Tool, { identifications }: Certificate): Error {
  return errors.problem({
    code: 'CERTIFICATE_OF_OTHER_TOOL', status: 422, message: `The certificate is about ${identifications.join(', ') || 'a tool without a number'}, not about ${[assetNumber, serialNumber].filter(Boolean).join(', ')}.`,
    fix: 'Choose the tool with that number, correct the serial number of this one, or send "otherTool": true if it is the same tool all the same.',
  })
}
