import type { Component } from 'vue'

export type MenuAction = { id: string; label: string; icon?: Component; danger?: boolean; separated?: boolean; keys?: string; run: () => void }
