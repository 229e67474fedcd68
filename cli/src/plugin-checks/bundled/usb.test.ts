import { bearsEverything } from './bears-everything.ts'

bearsEverything('usb')
