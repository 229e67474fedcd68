import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import { beginsWith, type HeldRows } from '../../platform/plugin-holding.ts'
import type { SettingValue } from '../../platform/setting-registry.ts'

type Reader = Pick<Database, 'all'>
export type StoredSetting = { value: SettingValue; modifiedAt: number }

/** What is stored, by key; keys without a row have their default. */
export async function loadSettings(reader: Reader): Promise<Map<string, StoredSetting>> {
  const rows = await reader.all('select settingkey, settingvalue, modifiedat from settings order by settingkey')
  return new Map(rows.map((row) => [String(row['settingkey']), { value: parseValue(row['settingvalue']), modifiedAt: Number(row['modifiedat']) }]))
}

export async function loadSetting(reader: Reader, key: string): Promise<SettingValue | undefined> {
  const [row] = await reader.all('select settingvalue from settings where settingkey = ?', [key])
  return row === undefined ? undefined : parseValue(row['settingvalue'])
}

export async function saveSetting(transaction: Transaction, key: string, value: SettingValue, by: number | null, now: number): Promise<void> {
  await transaction.upsertRows('settings', ['settingkey'], ['settingkey', 'settingvalue', 'modifiedat', 'modifiedby'], [[key, JSON.stringify(value), now, by]])
}

export async function removeSetting(transaction: Transaction, key: string): Promise<void> {
  await transaction.run('delete from settings where settingkey = ?', [key])
}

function parseValue(text: SqlValue | undefined): SettingValue {
  return JSON.parse(String(text)) as SettingValue // written by saveSetting, from a value its schema accepted
}

/** Values of the keys `plugin.<name>.<key>`. */
export function settingsOfPlugin(plugin: string): HeldRows {
  return { table: 'settings', ...beginsWith('settingkey', `plugin.${plugin}`) }
}
