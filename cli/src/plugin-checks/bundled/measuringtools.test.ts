import { bearsEverything } from './bears-everything.ts'

bearsEverything('measuringtools')
