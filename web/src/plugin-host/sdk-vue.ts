// Plugins share the host's instance of Vue through the import map; a second one would break injection and reactivity.
export * from 'vue'
