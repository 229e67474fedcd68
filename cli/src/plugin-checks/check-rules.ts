import type { Phase } from './tiers.ts'

export type CheckRule = {
  id: string
  phase: Phase
  severity: 'error' | 'warning'
  /** What the rule asks for, in one sentence. */
  what: string
  fix: string
  /** May the manifest exempt the plugin from it, with a reason? */
  mayBeExempt?: boolean
}

const ofHost = (id: string, what: string, fix: string, severity: 'error' | 'warning' = 'error'): CheckRule => ({ id, phase: 'static', severity, what, fix })
const rule = (phase: Phase, id: string, what: string, fix: string, more: Partial<CheckRule> = {}): CheckRule => ({ id, phase, severity: 'error', what, fix, ...more })

/** Judged by the host itself, at each start and before each installation. */
const hostRules: readonly CheckRule[] = [
  ofHost('manifest/json', 'manifest.json is JSON.', 'Correct the JSON; an editor shows the place.'),
  ofHost('manifest/schema', 'Every key of the manifest has a value of its type.', 'Correct the value; docs/reference/plugin-hooks.md describes each key.'),
  ofHost('manifest/unknown-key', 'The manifest has no key the contract does not know, except `x-...`.', 'Correct the spelling, or begin the key with "x-".'),
  ofHost('names/folder', 'The folder has the name of the plugin.', 'Give both the same name.'),
  ofHost('names/reserved', 'The name is not one of the platform.', 'Choose another name.'),
  ofHost('names/address', 'Its addresses are not those of the platform.', 'Use `/api/<name>`.'),
  ofHost('names/address-taken', 'No other plugin has its addresses.', 'Choose another address.'),
  ofHost('core-version/syntax', '`core_version` is a range.', 'Write it as `plugin new` does: from this contract version to the next breaking one.'),
  ofHost('core-version/any', '`core_version` does not admit everything.', 'Write an upper bound.'),
  ofHost('core-version/pin', '`core_version` is more than one exact version.', 'Write a range.', 'warning'),
  ofHost('core-version/no-upper-bound', '`core_version` has an upper bound.', 'End it at the next breaking version.', 'warning'),
  ofHost('core-version/outside', '`core_version` admits the contract version of this host.', 'Test the plugin here and widen the range.'),
  ofHost('ranges/version', 'The version has three numbers (semver).', 'Write it as `1.4.0`.'),
  ofHost('ranges/self', 'A plugin does not depend on itself.', 'Remove the entry.'),
  ofHost('ranges/syntax', 'Dependencies have ranges.', 'Write `>=1.2.0 <2.0.0`.'),
  ofHost('requires/unknown', 'What `requires` names is a feature of this host.', 'Remove the entry, or update the host.'),
  ofHost('permissions/prefix', 'Permissions begin with the name of the plugin.', 'Call it `<plugin>.<verb>`.'),
  ofHost('permissions/twice', 'A permission is declared once.', 'Remove one of them.'),
  ofHost('asset-types/missing-file', 'Every file under `asset_types` exists.', 'Create it, or remove the entry.'),
  ofHost('asset-types/json', 'Asset types are JSON.', 'Correct the JSON.'),
  ofHost('asset-types/schema', 'Asset types keep to the closed subset of JSON Schema.', 'Use what docs/reference/plugin-hooks.md lists.'),
  ofHost('asset-types/id', 'The id of an asset type is `<plugin>.<file name>`.', 'Correct `$id`.'),
  ofHost('asset-types/column-twice', 'No two fields differ only in upper and lower case.', 'Rename one of them.'),
  ofHost('asset-types/enum', 'Only text fields have an enum.', 'Make the type `string`.'),
  ofHost('asset-types/required', 'Required fields are declared.', 'Declare it under `properties`.'),
  ofHost('tables/core', 'No table is one of the platform.', 'Give it another name.'),
  ofHost('tables/twice', 'A table is listed once.', 'Remove one of them.'),
  ofHost('tables/schema', 'Tables of kind resource and plain have a schema, the others have none.', 'Add or remove `schema`.'),
  ofHost('tables/missing-file', 'The file of every table of kind resource exists.', 'Create it, or remove the entry.'),
  ofHost('tables/json', 'The files of tables are JSON.', 'Correct the JSON.'),
  ofHost('tables/schema-file', 'The file of a table says what its kind takes, and nothing else.', 'Use what the guide "Changing the schema" shows.'),
  ofHost('tables/column-twice', 'No two fields of a table differ only in upper and lower case.', 'Rename one of them.'),
  ofHost('tables/enum', 'Only text fields of a table have an enum.', 'Make the type `string`.'),
  ofHost('tables/required', 'Required fields of a table are declared.', 'Declare it under `properties`.'),
  ofHost('tables/reserved-field', 'No field of a table has the name of one that the host keeps on every record.', 'Give it another name.'),
  ofHost('tables/collected', 'No field of a table of kind resource is collected.', 'Remove `collected`.'),
  ofHost('tables/unknown-name', 'Label, order and permissions of a table exist.', 'Correct the name.'),
  ofHost('tables/owner', '`ownerField` is a required reference to an asset.', 'Name such a field, and list it under `required`.'),
  ofHost('tables/address', 'No two tables or asset types of the plugin have one address.', 'Choose another `collection`.'),
  ofHost('tables/unlisted', 'The manifest lists every table the asset types need.', 'Add it under `tables`.'),
  ofHost('tables/unused', 'Every listed table belongs to an asset type.', 'Remove it.'),
  ofHost('tables/taken', 'No other plugin has its tables.', 'Give it another name.'),
  ofHost('settings/default', 'Defaults of settings satisfy their schemas.', 'Correct the schema or the default.'),
]

const staticRules: readonly CheckRule[] = [
  rule('static', 'plugin/empty', 'A plugin has at least one of: asset type, table, hook, screen.', 'Add what it is for.'),
  rule('static', 'host/other', 'Nothing else that the host says against its files.', 'Do what the message says.'),
  rule('static', 'package/module', 'package.json says `"type": "module"`.', 'Add it; Node would read plugin.ts as CommonJS otherwise.'),
  rule('static', 'package/install-script', 'Nothing runs when the package is installed.', 'Remove the script; `onInstall` is the place for what must happen once.'),
  rule('static', 'code/syntax', 'The code can be parsed.', 'Correct it.'),
  rule('static', 'code/erasable', 'TypeScript that Node runs as it is: no enum, namespace, decorator or parameter property.', 'Use a const object, a module or a plain field.'),
  rule('static', 'code/environment', 'The code does not read `process.env`.', 'Declare a setting in the manifest; people change it without a restart.', { severity: 'warning', mayBeExempt: true }),
  rule('static', 'code/process', 'The code does not end, signal or listen to the process, and changes no global.', 'Throw an error instead; release things with `context.dispose`.'),
  rule('static', 'imports/runtime', 'From the contract and the plugin API come types only.', 'Write `import type`; what you need at run time is in the context.'),
  rule('static', 'imports/host', 'Nothing of the host is imported.', 'Use the context; what it lacks is a wish for the contract.'),
  rule('static', 'imports/outside', 'Relative imports stay in the folder of the plugin.', 'Copy the file into the plugin, or offer it as a service.'),
  rule('static', 'imports/other-plugin', 'Another plugin is imported by its types only, and only when the manifest depends on it.', 'Add it under `dependencies`, write `import type`, and call it through `context.services`.'),
  rule('static', 'imports/missing', 'Imported files exist, and are named with their ending.', 'Write the full file name, such as `./store.ts`.'),
  rule('static', 'imports/package', 'Imported packages stand under `dependencies` of package.json.', 'Run npm install in the folder of the plugin.'),
  rule('static', 'imports/event-bus', 'Plugins do not talk behind the back of the host: no process-wide events or channels.', 'Offer a function under `services`, and name the plugin under `dependencies` where it is called.'),
  rule('static', 'capabilities/jobs', 'Jobs and workers have the capability `jobs`.', 'Add `"capabilities": { "jobs": true }`.'),
  rule('static', 'capabilities/network', 'Calls over the network go through `context.fetch`, to hosts under `outbound`.', 'Use `context.fetch` and name the hosts under `capabilities.outbound`.', { mayBeExempt: true }),
  rule('static', 'capabilities/files', 'Files are written only with the capability `files`.', 'Add `"capabilities": { "files": true }`.', { severity: 'warning', mayBeExempt: true }),
  rule('static', 'capabilities/programs', 'No further programs, threads or compiled code are started.', 'Do the work in a job.', { mayBeExempt: true }),
  rule('static', 'capabilities/unused', 'What the manifest asks for is used.', 'Remove the capability: people have to approve it.', { severity: 'warning', mayBeExempt: true }),
  rule('static', 'permissions/undeclared', 'Permissions named in code and navigation are declared.', 'Declare it under `permissions`.'),
  rule('static', 'permissions/unused', 'Declared permissions are asked for somewhere.', 'Remove it, or protect something with it.', { severity: 'warning', mayBeExempt: true }),
  rule('static', 'migrations/invalid', 'Migrations are operations of the closed set, in their order.', 'Generate the file with `shopdb db migrate --plugin <name>`.'),
  rule('static', 'migrations/behind', 'The migrations lead exactly to the declared tables.', 'Generate the next file with `shopdb db migrate --plugin <name>`.'),
  rule('static', 'migrations/foreign', 'Migrations touch only tables of the plugin.', 'List the table in the manifest if it is yours; leave it alone if not.'),
  rule('static', 'docs/readme', 'README.md says what the plugin is for.', 'Write it: what it adds, its settings, its permissions.'),
  rule('static', 'quality/unknown-rule', 'Exemptions name rules that exist and may be exempted.', 'Correct the id; docs/reference/plugin-check.md lists them.'),
]

const runningRules: readonly CheckRule[] = [
  rule('types', 'types/error', 'The code compiles against the contract.', 'Correct what the compiler says.'),
  rule('contract', 'contract/install', 'It installs on an empty host.', 'See the stage and the reason.'),
  rule('contract', 'contract/anonymous', 'Without a sign-in every route answers 401.', 'Leave the refusal to the host; do not answer before it.'),
  rule('contract', 'contract/forbidden', 'Without its permission every route answers 403.', 'Declare the permission on the route.'),
  rule('contract', 'contract/answers', 'With its permission every route answers 2xx, or an error with a code; none answers 5xx, but for 503 with a code of its own where the plugin needs Redis, a foreign database or the network.', 'Correct the handler; `shopdb plugin check --json` shows the request.'),
  rule('contract', 'contract/answer-schema', 'Answers have the shape their route declares.', 'Correct the handler or the schema.'),
  rule('contract', 'contract/described', 'Every route stands in the API description with a summary.', 'Add `summary`.'),
  rule('contract', 'contract/record', 'A record made from the schema can be created, read, changed, found in its list and retired.', 'Correct the asset type or the rule that refuses it.'),
  rule('contract', 'contract/filters', 'Every declared filter and sort works.', 'Correct the declaration.'),
  rule('contract', 'contract/collector', 'A record from the collector schema is taken once, found unchanged the second time, and shown as sent.', 'Correct `identity` and the collected fields.'),
  rule('contract', 'contract/search', 'A record is found by what is marked `searched`.', 'Mark a field that people know it by.'),
  rule('contract', 'contract/csv', 'Its lists come as CSV with every listed field.', 'Correct the list columns.'),
  rule('contract', 'contract/settings', 'Settings can be read and written, and refuse what their schema refuses.', 'Correct the schema.'),
  rule('contract', 'contract/hooks', 'What its hooks offer loads: widgets, reports, panels, markers, commands, health.', 'Correct the function named.'),
  rule('contract', 'contract/disable', 'Disabled it answers nothing and shows nothing; enabled again it has its data.', 'Release what you hold with `context.dispose`.'),
  rule('contract', 'contract/uninstall', 'It uninstalls with each policy, and what the policy keeps is there after it was installed again.', 'Leave data alone in `onUninstall`.'),
  rule('contract', 'contract/sweep', 'After it was purged nothing of it is left: tables, settings, permissions, navigation, search, assets.', 'Store things only through the context.'),
  rule('contract', 'contract/quiet', 'It logs no error and leaves no timer or promise failing behind.', 'Catch it, or release it with `context.dispose`.'),
  rule('faults', 'faults/host', 'The host answers while a hook fails.', 'Do not block the event loop; do not end the process.'),
  rule('faults', 'faults/neighbour', 'Other plugins answer while a hook fails.', 'Share nothing with them outside the context.'),
  rule('faults', 'faults/named', 'The host says which plugin and stage failed.', 'Let errors through; do not swallow them.'),
  rule('faults', 'faults/recover', 'After the fault it can be enabled again.', 'Release what you hold with `context.dispose`, also half-way.'),
  rule('faults', 'faults/database', 'Without its database it answers an error in time, and nothing else fails.', 'Let the error of the database through.'),
  rule('engines', 'engines/contract', 'The contract phase passes on this database engine.', 'See the finding; what differs is listed in docs/guides/changing-the-schema.md.'),
  rule('ui', 'ui/console', 'Its screens write nothing to the console of the browser.', 'Correct what it says.'),
  rule('ui', 'ui/axe', 'Its screens have no violation of axe.', 'Correct the element named.'),
  rule('ui', 'ui/shown', 'Every slot shows its component.', 'Look at the error card in the browser.'),
  rule('tests', 'tests/present', 'Its code has tests.', 'Write *.test.ts beside it; `shopdb plugin new` shows how.', { mayBeExempt: true }),
  rule('tests', 'tests/pass', 'Its tests pass.', 'Run `shopdb plugin test`.'),
  rule('tests', 'tests/notice', 'A test fails when the handler of a route or hook is emptied.', 'Assert what it answers.', { mayBeExempt: true }),
  rule('documents', 'docs/complete', 'README.md names every setting, declared permission, command and route.', 'Add a line for each.', { mayBeExempt: true }),
  rule('documents', 'docs/help', 'Settings and fields have a title.', 'Add `title`.', { mayBeExempt: true }),
  rule('documents', 'docs/languages', 'Its messages exist in two languages, with the same keys.', 'Add the missing ones under ui/messages/.', { mayBeExempt: true }),
  rule('volume', 'volume/statements', 'A list takes as many statements with 100,000 records as with ten.', 'Load what belongs to a page at once, not per record.'),
  rule('volume', 'volume/slow', 'A list of 100,000 records answers within a second.', 'Declare filters and sorts; the host indexes them.'),
  rule('kill', 'kill/lost', 'No acknowledged record is lost when the server is killed.', 'Write through the context only.'),
  rule('upgrade', 'upgrade/start', 'It starts on the tables of its previous version.', 'Add a migration; never change one that was released.'),
  rule('upgrade', 'upgrade/lost', 'Records of the previous version are still there.', 'Copy data in the migration before you drop a column.'),
]

/** Every rule of `plugin check`; also the source of docs/reference/plugin-check.md. */
export const checkRules: readonly CheckRule[] = [...hostRules, ...staticRules, ...runningRules]

const byId = new Map(checkRules.map((each) => [each.id, each]))

export function ruleOf(id: string): CheckRule {
  return byId.get(id) ?? byId.get('host/other') ?? { id, phase: 'static', severity: 'error', what: '', fix: '' }
}

export function isRule(id: string): boolean {
  return byId.has(id)
}
