import type { Command } from 'commander'
import { defineCommand } from '../define-command.ts'
import { failedQuietly } from '../failure.ts'
import { assertMigrated, assertSound, judgePlugin, pluginFolderOf } from '../plugin-authoring/read-plugin.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function definePluginTest(plugin: Command, terminal: Terminal): void {
  defineCommand<{ only?: string }>(plugin, terminal, {
    usage: 'test [folder]',
    summary: 'run the tests of a plugin (*.test.ts) on throw-away servers with the testing kit',
    examples: ['plugin test', 'plugin test ~/plugins/lockers', 'plugin test --only "found by what is searched"'],
  }, async (run, { only }, typed) => {
    const folder = pluginFolderOf(typed)
    const { writeShopdbFolder } = await import('../plugin-authoring/shopdb-folder.ts')
    const { runPluginTests } = await import('../plugin-authoring/run-tests.ts')
    await writeShopdbFolder(folder)
    const subject = await judgePlugin(folder)
    assertSound(subject)
    await assertMigrated(subject)
    const report = await runPluginTests(folder, ({ name, outcome, milliseconds, error }) => {
      if (run.isJson) return
      terminal.note(`${outcome === 'passed' ? 'passed' : 'FAILED'}  ${name} (${milliseconds} ms)`)
      if (error !== null) terminal.note(error.replaceAll(/^/gm, '        '))
    }, only)
    run.print(report, () => report.files.length === 0 ? 'There are no tests: no file ends in .test.ts.' : `${report.passed} passed, ${report.failed} failed.`)
    if (report.failed > 0) failedQuietly()
  }).option('--only <words>', 'tests whose name holds these words')
}
