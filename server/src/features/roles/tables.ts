import { defineTable } from '../../platform/database/table-model.ts'

export const rolesTable = defineTable({
  name: 'roles',
  columns: {
    id: 'id', name: 'string(60)', namekey: 'string(200)', description: 'string(500)?',
    /** 1 for those that ShopDB brings; their permissions follow from the declarations. */
    readymade: 'boolean',
    /** Patterns, as JSON. */
    permissions: 'json', version: 'integer', createdat: 'timestamp', modifiedat: 'timestamp',
  },
  indexes: [{ columns: ['namekey'], unique: true }],
})

export const userRolesTable = defineTable({
  name: 'userroles',
  columns: { userid: 'integer', roleid: 'integer' },
  primaryKey: ['userid', 'roleid'],
  indexes: [{ columns: ['roleid'] }],
})
