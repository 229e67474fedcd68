import type { Context } from './context.ts'
import { typeNameOfPlugins } from './from-notices.ts'

const types = [
  { name: 'Announcement', severity: 'info', colour: '#2563eb', icon: 'bell', needsAcknowledgement: false },
  { name: 'Maintenance', severity: 'info', colour: '#7c3aed', icon: 'wrench', needsAcknowledgement: false },
  { name: 'Outage', severity: 'critical', colour: '#b91c1c', icon: 'plug', needsAcknowledgement: true },
  { name: 'Safety', severity: 'warning', colour: '#c2410c', icon: 'shield', needsAcknowledgement: true },
  { name: typeNameOfPlugins, severity: 'warning', colour: '#475569', icon: 'puzzle', needsAcknowledgement: false },
] as const

/** To begin with; people rename them and add their own. Installed over data that was kept, what is there counts. */
export async function addTypes(context: Context): Promise<void> {
  if ((await context.records.list('notificationtypes', 'limit=1')).items.length > 0) return
  for (const type of types) await context.records.create('notificationtypes', type)
}
