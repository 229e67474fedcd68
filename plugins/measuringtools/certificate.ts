import { add, formatDecimal, parseDecimal } from './decimal.ts'
import { allOf, childOf, childrenOf, contentOf, hasReference, readXml, type XmlNode } from './xml-tree.ts'
import { ucumOf } from './certificate-units.ts'

/** What a digital calibration certificate (DCC of the PTB, schema version 3) says about one tool. */
export type Certificate = {
  readonly schemaVersion: string
  readonly uniqueIdentifier: string
  readonly doneOn: string
  readonly laboratory: string | null
  readonly certificateNumber: string | null
  readonly usedStandard: string | null
  readonly temperature: string | null
  /** Every number by which somebody knows the calibrated item: serial number, inventory number, number of the laboratory. */
  readonly identifications: readonly string[]
  readonly item: { readonly manufacturer: string | null; readonly model: string | null; readonly name: string | null }
  readonly adjusted: boolean
  readonly results: readonly CertificateResult[]
}

export type CertificateResult = { readonly label: string; readonly nominal: string; readonly unit: string; readonly lower: string | null; readonly upper: string | null; readonly asFound: string | null; readonly asLeft: string | null; readonly uncertainty: string | null; readonly coverage: string | null }

/** Null when the text is no certificate of this kind. */
export function readCertificate(text: string): Certificate | null {
  const root = readXml(text)
  if (root === null || root.name !== 'digitalCalibrationCertificate') return null
  const schemaVersion = root.attributes['schemaVersion'] ?? ''
  const administrative = childOf(root, 'administrativeData')
  const core = childOf(administrative, 'coreData')
  const uniqueIdentifier = childOf(core, 'uniqueIdentifier')?.text ?? ''
  const doneOn = (childOf(core, 'endPerformanceDate') ?? childOf(core, 'beginPerformanceDate'))?.text.slice(0, 10) ?? ''
  if (!schemaVersion.startsWith('3.') || uniqueIdentifier === '' || !/^\d{4}-\d{2}-\d{2}$/.test(doneOn)) return null
  const item = childOf(administrative, 'items', 'item')
  const measurement = childOf(root, 'measurementResults')
  const results = readResults(measurement)
  return {
    schemaVersion, uniqueIdentifier, doneOn, ...results,
    laboratory: contentOf(childOf(administrative, 'calibrationLaboratory', 'contact', 'name')),
    certificateNumber: childOf(core, 'identifications', 'identification', 'value')?.text || null,
    usedStandard: allOf(measurement, 'measuringEquipment').map((equipment) => contentOf(childOf(equipment, 'name'))).find((name) => name !== null) ?? null,
    temperature: temperatureOf(measurement),
    identifications: allOf(childOf(administrative, 'items'), 'identification').flatMap((identification) => childOf(identification, 'value')?.text || []),
    item: { manufacturer: contentOf(childOf(item, 'manufacturer', 'name')), model: childOf(item, 'model')?.text || null, name: contentOf(childOf(item, 'name')) },
  }
}

/** A quantity as lists: one value counts for every point. `places` is how many points there are. */
type Quantity = { values: string[]; unit: string; uncertainties: string[]; coverages: string[] }

function readResults(measurement: XmlNode | undefined): { adjusted: boolean; results: CertificateResult[] } {
  const found: CertificateResult[] = []
  let adjusted = false
  for (const result of allOf(measurement, 'result').filter((node) => childOf(node, 'data') !== undefined)) {
    const points = allOf(childOf(result, 'data'), 'list').flatMap((list) => pointsOf(list))
    if (!hasReference(result, 'afterAdjustment', 'afterRepair')) {
      found.push(...points.map((point) => (hasReference(result, 'beforeAdjustment', 'beforeRepair') ? { ...point, asLeft: null } : point)))
      continue
    }
    adjusted = true
    for (const point of points) {
      const before = found.find((other) => other.nominal === point.nominal && other.unit === point.unit && other.asLeft === null)
      const after = { ...point, asFound: before?.asFound ?? null, asLeft: point.asFound }
      if (before) found[found.indexOf(before)] = after
      else found.push(after)
    }
  }
  return { adjusted, results: found }
}

/** A list with a reference value and what the tool showed, or its error, becomes one point for each value. */
function pointsOf(list: XmlNode): CertificateResult[] {
  const quantities = childrenOf(list, 'quantity')
  const named = (...kinds: string[]): XmlNode | undefined => quantities.find((quantity) => hasReference(quantity, ...kinds))
  const error = named('measurementError')
  const errors = error ? quantityOf(error, null) : null
  const wanted = errors?.unit ?? null
  const reference = quantityOf(named('referenceValue', 'nominalValue'), wanted)
  const measured = quantityOf(named('measuredValue', 'indicatedValue'), reference?.unit ?? wanted)
  if (reference === null || (measured === null && errors === null)) return []
  const [lower, upper] = [limitOf(error ?? list, 'acceptanceLimitLower'), limitOf(error ?? list, 'acceptanceLimitUpper')]
  const certain = errors?.uncertainties.length ? errors : measured
  return reference.values.map((nominal, index) => {
    const shown = measured ? at(measured.values, index) : sum(nominal, errors ? at(errors.values, index) : null)
    return { label: `${nominal} ${reference.unit}`, nominal, unit: reference.unit, lower: at(lower, index), upper: at(upper, index), asFound: shown, asLeft: shown, uncertainty: at(certain?.uncertainties ?? [], index), coverage: at(certain?.coverages ?? [], index) }
  })
}

/** `hybrid` says the same in several units; the wanted one is taken, else the first. */
function quantityOf(quantity: XmlNode | undefined, wanted: string | null): Quantity | null {
  if (!quantity) return null
  const alternatives = [quantity, ...childrenOf(quantity, 'hybrid')].flatMap((node) => [...childrenOf(node, 'realListXMLList'), ...childrenOf(node, 'real')]).map(listOf)
  return alternatives.find(({ unit }) => unit === wanted) ?? alternatives[0] ?? null
}

function listOf(node: XmlNode): Quantity {
  const texts = (...names: string[]): string[] => names.flatMap((name) => allOf(node, name)).flatMap(({ text }) => text.split(/\s+/).filter(Boolean))
  return {
    values: [...childrenOf(node, 'valueXMLList'), ...childrenOf(node, 'value')].flatMap(({ text }) => text.split(/\s+/).filter(Boolean)),
    unit: ucumOf((childOf(node, 'unitXMLList') ?? childOf(node, 'unit'))?.text.split(/\s+/)[0] ?? ''),
    // Versions 3.0 to 3.2 say expandedUnc, 3.3 says measurementUncertaintyUnivariate.
    uncertainties: texts('uncertaintyXMLList', 'valueExpandedMUXMLList', 'uncertainty', 'valueExpandedMU'),
    coverages: texts('coverageFactorXMLList', 'coverageFactor'),
  }
}

function limitOf(node: XmlNode, kind: string): string[] {
  const limit = allOf(node, 'quantity').find((quantity) => hasReference(quantity, kind))
  return limit ? (quantityOf(limit, null)?.values ?? []) : []
}

function temperatureOf(measurement: XmlNode | undefined): string | null {
  const condition = allOf(measurement, 'influenceCondition').find((node) => hasReference(node, '_temperature'))
  const values = allOf(condition, 'quantity').flatMap((quantity) => quantityOf(quantity, null) ?? [])
  return values.length === 0 ? null : `${values.map((quantity) => quantity.values[0]).join(' to ')} ${values[0]?.unit ?? ''}`.slice(0, 40)
}

function at(values: readonly string[], index: number): string | null {
  return (values.length === 1 ? values[0] : values[index]) ?? null
}

function sum(nominal: string, error: string | null): string | null {
  const [one, other] = [parseDecimal(nominal), error === null ? null : parseDecimal(error)]
  return one && other ? formatDecimal(add(one, other)) : null
}
