import type { Caller } from '../../platform/caller.ts'
import type { Database, SqlValue } from '../../platform/database/database.ts'
import { compileCheck } from '../../platform/http/validation.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { SettingDeclaration, SettingValue } from '../../platform/setting-registry.ts'

export type StoredSetting = { value: SettingValue; modifiedAt: number }

/** What is stored, by key; keys without a row have their default. */
export async function loadSettings(reader: Pick<Database, 'all'>): Promise<Map<string, StoredSetting>> {
  const rows = await reader.all('select settingkey, settingvalue, modifiedat from settings order by settingkey')
  return new Map(rows.map((row) => [String(row['settingkey']), { value: parseValue(row['settingvalue']), modifiedAt: Number(row['modifiedat']) }]))
}

function parseValue(text: SqlValue | undefined): SettingValue {
  return JSON.parse(String(text)) as SettingValue // written by writeSetting below, from a value its schema accepted
}

/** The value of a setting as the code that declared it uses it: stored or default, secrets opened. */
export async function readSetting(platform: Pick<Platform, 'database' | 'settings' | 'auth'>, key: string): Promise<SettingValue> {
  const declaration = declared(platform, key)
  const rows = await platform.database.all('select settingvalue from settings where settingkey = ?', [key])
  const [row] = rows
  if (row === undefined) return declaration.default
  const value = parseValue(row['settingvalue'])
  return declaration.secret === true && typeof value === 'string' ? platform.auth.secretBox.open(value) : value
}

/** Stores a value its schema accepts; `undefined` goes back to the default. */
export async function writeSetting(platform: Platform, caller: Caller, key: string, value: SettingValue | undefined): Promise<void> {
  const declaration = declared(platform, key)
  if (value !== undefined) assertValue(declaration, value)
  const stored = declaration.secret === true && typeof value === 'string' ? platform.auth.secretBox.seal(value) : value
  await platform.database.write(async (transaction) => {
    if (stored === undefined) await transaction.run('delete from settings where settingkey = ?', [key])
    else await transaction.upsertRows('settings', ['settingkey'], ['settingkey', 'settingvalue', 'modifiedat', 'modifiedby'], [[key, JSON.stringify(stored), platform.now(), caller.userId]])
  })
  platform.log.info({ setting: key, by: caller.label }, 'setting changed')
}

export function declared({ settings }: Pick<Platform, 'settings'>, key: string): SettingDeclaration {
  const declaration = settings.get(key)
  if (declaration === undefined) throw new Problem('NOT_FOUND', { detail: `There is no setting "${key.slice(0, 100)}".` })
  return declaration
}

function assertValue({ schema }: SettingDeclaration, value: SettingValue): void {
  const fields = compileCheck({ type: 'object', properties: { value: schema } })({ value })
  if (fields.length > 0) throw new Problem('REQUEST_INVALID', { fields })
}
