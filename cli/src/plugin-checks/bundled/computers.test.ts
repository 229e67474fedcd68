import { bearsEverything } from './bears-everything.ts'

bearsEverything('computers')
