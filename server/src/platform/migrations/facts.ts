import type { Operation } from './operations.ts'

/** What an administrator should know before a migration runs. */
export type MigrationFacts = {
  /** The code of the version before still works on the result. */
  additive: boolean
  /** Depends on the rows that are there: a unique index over duplicates, for example. */
  mayFail: boolean
  /** Taking it back drops rows or values. */
  reverseLoses: boolean
}

export function factsOf(operations: readonly Operation[]): MigrationFacts {
  const created = new Set(operations.flatMap((operation) => (operation.op === 'createTable' ? [operation.table] : [])))
  const facts = operations.map((operation) => factsOfOne(operation, created.has(operation.table)))
  return {
    additive: facts.every((fact) => fact.additive),
    mayFail: facts.some((fact) => fact.mayFail),
    reverseLoses: facts.some((fact) => fact.reverseLoses),
  }
}

function factsOfOne(operation: Operation, isNewTable: boolean): MigrationFacts {
  switch (operation.op) {
    case 'createTable': case 'addColumn': return { additive: true, mayFail: false, reverseLoses: true }
    case 'addIndex': return { additive: !operation.unique || isNewTable, mayFail: operation.unique === true && !isNewTable, reverseLoses: false }
    case 'dropIndex': case 'addSearchIndex': return { additive: true, mayFail: false, reverseLoses: false }
    case 'widenColumn': return { additive: operation.narrow !== true, mayFail: operation.narrow === true, reverseLoses: operation.narrow !== true }
    case 'renameColumn': case 'dropSearchIndex': return { additive: false, mayFail: false, reverseLoses: false }
    case 'dropTable': case 'dropColumn': case 'deleteWhere': return { additive: false, mayFail: false, reverseLoses: true }
    case 'moveRows': return { additive: false, mayFail: true, reverseLoses: true }
    case 'run': return { additive: true, mayFail: true, reverseLoses: false }
    case 'data': case 'insertRows': return { additive: true, mayFail: !isNewTable, reverseLoses: false }
  }
}
