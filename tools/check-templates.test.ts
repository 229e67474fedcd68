import { expect, test } from 'vitest'
import { templatesRule } from './check-templates.ts'
import { placesOf } from './testing.ts'

const component = (template: string): Record<string, string> => ({ 'web/src/shell/asset-list.vue': `<template>\n  ${template}\n</template>\n` })

test.each(['<p>Sign in</p>', '<div><ul><li v-if="a">{{ b }} assets</li></ul></div>', '<input placeholder="Search">', '<button aria-label="Close"/>'])('%s cannot be translated', async (template) => {
  expect(await placesOf(templatesRule, component(template))).toEqual(['web/src/shell/asset-list.vue:2'])
})

test.each(["<p>{{ t('signIn') }}</p>", '<p>·</p>', '<input :placeholder="t(\'search\')" type="search">', '<!-- a comment --><p/>', '<p> / </p>', '<h1>ShopDB</h1>', '<p><code>npx shopdb collect</code></p>'])('%s is fine', async (template) => {
  expect(await placesOf(templatesRule, component(template))).toEqual([])
})
