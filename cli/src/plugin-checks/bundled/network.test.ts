import { bearsEverything } from './bears-everything.ts'

bearsEverything('network')
