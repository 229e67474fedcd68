import type { JsonSchema, PluginContext, PluginRoute } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'
import { readStreams, type DeviceReading } from './mtconnect.ts'
import { machineByDevice } from './store.ts'

const mostCharacters = 900_000
const body = { type: 'object', additionalProperties: false, required: ['document'], properties: { document: { type: 'string', minLength: 1, maxLength: mostCharacters, description: 'An MTConnectStreams document, as the agent answers `current`.' } } } as const satisfies JsonSchema

type Outcome = { readonly uuid: string; readonly device: string | null; readonly outcome: 'updated' | 'unchanged' | 'unknown'; readonly assetId: number | null }

/** Takes what an MTConnect agent answers and writes live state and meters of the machines whose MTConnect device it names. */
export function mtconnectRoutes(context: PluginContext<Manifest>): PluginRoute[] {
  return [
    context.route({
      method: 'POST', path: '/mtconnect', permission: 'equipment.collect', summary: 'Take in an MTConnect document', body,
      description: 'Answers what became of each device. One whose UUID no machine has under "MTConnect device" is "unknown" and changes nothing.',
      handle: async ({ body: { document } }) => {
        const readings = readStreams(document)
        if (readings.length === 0) throw context.errors.problem({ code: 'NO_STREAMS', status: 422, message: 'The document has no streams of a device.', fix: 'Send what the agent answers at /current; /probe describes devices and has no readings.' })
        const results: Outcome[] = []
        for (const reading of readings) results.push(await takeReading(context, reading))
        return { received: results.length, results }
      },
    }),
  ]
}

async function takeReading(context: PluginContext<Manifest>, { uuid, name, ...reading }: DeviceReading): Promise<Outcome> {
  const assetId = await machineByDevice(context, uuid)
  const asset = assetId === null ? null : await context.assets.get(assetId)
  if (!asset) return { uuid, device: name, outcome: 'unknown', assetId: null }
  const values = forward(reading, asset)
  if (Object.keys(values).length === 0) return { uuid, device: name, outcome: 'unchanged', assetId }
  const meters = values['operatingHours'] !== undefined || values['partsProduced'] !== undefined
  await context.assets.update(asset.id, { ...values, ...(meters && { metersReadAt: new Date().toISOString() }) })
  return { uuid, device: name, outcome: 'updated', assetId }
}

/** What differs. Counters of a controller begin anew with a job or a battery; meters of the machine do not run backwards. */
function forward(reading: Omit<DeviceReading, 'uuid' | 'name'>, asset: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(reading).filter(([name, value]) => {
    if (name === 'operatingHours' || name === 'partsProduced') return Number(value) > Number(asset[name] ?? 0)
    return (asset[name] ?? null) !== value
  }))
}
