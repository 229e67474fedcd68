import { createMigrator } from '../migrations/migrator.ts'
import { openDatabase } from './open-database.ts'

/**
 * A second process for the tests of durability: `node testing-child.ts <mode> <url> <argument> [killAt]`.
 * `write`: writes <argument> rows; `acknowledge`: writes until it is killed, telling each committed id;
 * `migrate`: upgrades from the folder and kills itself after the operation <killAt>.
 */
const [mode = '', url = '', argument = '', killAt = ''] = process.argv.slice(2)
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const database = await openDatabase({ url })

async function add(): Promise<number> {
  return database.write(async (transaction) => {
    const id = await transaction.takeIds('notes', 1)
    await transaction.insertRows('notes', ['id', 'amount'], [[id, process.pid]])
    return id
  })
}

if (mode === 'write') {
  for (let count = 0; count < Number(argument); count++) await add()
  await database.close()
} else if (mode === 'acknowledge') {
  for (;;) process.stdout.write(`${await add()}\n`)
} else {
  const migrator = createMigrator({
    database, log: silent, archiveFolder: `${argument}/archive`,
    onOperation: (_chain, _file, position) => {
      if (position === Number(killAt)) process.kill(process.pid, 'SIGKILL')
    },
  })
  await migrator.upgrade([{ name: 'core', folder: argument, ownedTables: ['one', 'two'] }])
  await database.close()
}
