import { inDependencyOrder } from './generate.ts'
import { platformTables } from './ledger.ts'
import { tableOf, type SchemaModel } from './model.ts'
import { isDataOperation, type SchemaOperation } from './operations.ts'
import { operationsToCreate } from './step.ts'

/** Tables after those they refer to, and the ledger last: a database without it is visibly incomplete. */
export function loadOrder(model: SchemaModel): string[] {
  const platform = new Set<string>(platformTables.map((table) => table.name))
  const ordered = inDependencyOrder(Object.keys(model), model)
  return [...ordered.filter((name) => !platform.has(name)), ...ordered.filter((name) => platform.has(name))]
}

/** The indexes of all tables, for a database whose tables have been filled. */
export function indexOperations(model: SchemaModel): SchemaOperation[] {
  return loadOrder(model)
    .flatMap((name) => operationsToCreate(name, tableOf(model, name)))
    .filter((operation): operation is SchemaOperation => !isDataOperation(operation) && operation.op !== 'createTable')
}
