import type { FieldProblem } from '@shopdb/contract/errors'
import type { Caller } from '../../platform/caller.ts'
import { compileCheck } from '../../platform/http/validation.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { SettingDeclaration, SettingValue } from '../../platform/setting-registry.ts'
import { noteAction } from '../changes/index.ts'
import { loadSetting, removeSetting, saveSetting } from './store.ts'

/** The value of a setting as the code that declared it uses it: stored or default, secrets opened. */
export async function readSetting(platform: Pick<Platform, 'database' | 'settings' | 'auth'>, key: string): Promise<SettingValue> {
  const declaration = declared(platform, key)
  const value = await loadSetting(platform.database, key)
  if (value === undefined) return declaration.default
  return declaration.secret === true && typeof value === 'string' ? platform.auth.secretBox.open(value) : value
}

/** Stores a value its schema accepts; `undefined` goes back to the default. */
export async function writeSetting(platform: Platform, caller: Caller, key: string, value: SettingValue | undefined): Promise<void> {
  const declaration = declared(platform, key)
  if (value !== undefined) assertValue(declaration, value)
  const stored = declaration.secret === true && typeof value === 'string' ? platform.auth.secretBox.seal(value) : value
  await platform.database.write(async (transaction) => {
    if (stored === undefined) await removeSetting(transaction, key)
    else await saveSetting(transaction, key, stored, caller.userId, platform.now())
    await noteAction(transaction, caller, { kind: 'settings', id: 0, label: key, action: stored === undefined ? 'deleted' : 'updated' }, platform.now())
  })
  platform.log.info({ setting: key, by: caller.label }, 'setting changed')
  await platform.settings.announce(key)
}

export function declared({ settings }: Pick<Platform, 'settings'>, key: string): SettingDeclaration {
  const declaration = settings.get(key)
  if (declaration === undefined) throw new Problem('NOT_FOUND', { detail: `There is no setting "${key.slice(0, 100)}".` })
  return declaration
}

/** Where a value does not satisfy the setting's schema; a stored one may have been written under an older schema. */
export function checkValue({ schema }: SettingDeclaration, value: SettingValue): FieldProblem[] {
  return compileCheck({ type: 'object', properties: { value: schema } })({ value })
}

function assertValue(declaration: SettingDeclaration, value: SettingValue): void {
  const fields = checkValue(declaration, value)
  if (fields.length > 0) throw new Problem('REQUEST_INVALID', { fields })
}
