import type { Ask, Specials } from './ask.ts'
import type { Special } from './attack.ts'

const plan = { title: 'Grease the spindle', basis: 'calendar', everyCount: 3, everyUnit: 'month', startsOn: '2026-01-31' }
const document = '<MTConnectStreams><Streams><DeviceStream name="L" uuid="hostile"><ComponentStream><Events><Execution timestamp="2026-03-01T11:00:00Z">ACTIVE</Execution></Events></ComponentStream></DeviceStream></MTConnectStreams>'

/** Maintenance of machines, mail and feeds: operations whose valid request follows a rule that no schema tells. */
export function knowWork(ask: Ask): Specials {
  const machine = (): Promise<number> => ask.create('/api/equipment', { assetNumber: `MACHINE-${ask.next()}` })
  const planned = async (): Promise<string> => String(await ask.create(`/api/equipment/maintenance/${await machine()}/plans`, plan))
  const mail = async (): Promise<string> => {
    const id = String(await ask.create('/api/deliveries/test', { to: 'admin@example.com' }))
    await ask.settled()
    return id
  }
  const ofMail: Special = async () => ({ path: { id: await mail() } })
  const feed = { name: 'Calendar', path: '/api/targets/calendar' }
  return {
    'POST /api/equipment/maintenance/{assetId}/plans': async () => ({ path: { assetId: String(await machine()) }, body: plan }),
    'PATCH /api/equipment/maintenance/plans/{planId}': async () => ({ path: { planId: await planned() }, body: { title: 'Grease it well' } }),
    'POST /api/equipment/maintenance/plans/{planId}/done': async () => ({ path: { planId: await planned() }, body: { doneOn: '2026-03-01', minutes: 20 } }),
    'POST /api/equipment/maintenance/downtimes/{downtimeId}/end': async () => ({ path: { downtimeId: String(await ask.create(`/api/equipment/maintenance/${await machine()}/downtimes`, { reason: 'breakdown' })) }, body: {} }),
    'POST /api/equipment/mtconnect': () => ({ body: { document } }),
    'POST /api/deliveries/test': () => ({ body: { to: 'admin@example.com' } }), 'POST /api/deliveries/{id}/retry': ofMail, 'DELETE /api/deliveries/{id}': ofMail,
    'POST /api/feeds': () => ({ body: feed }), 'DELETE /api/feeds/{id}': async () => ({ path: { id: String(await ask.create('/api/feeds', feed)) } }),
  }
}
