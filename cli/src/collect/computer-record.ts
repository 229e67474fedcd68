/**
 * What `shopdb collect` sends about one computer, in the names of the computers collector. A field that could not be
 * found out is absent, never guessed. Values are sent as the computer reports them: the server judges junk.
 */
export type ComputerRecord = {
  /** Without the domain. */
  hostname: string
  domain?: string
  serialNumber?: string
  manufacturer?: string
  model?: string
  /** Of the interface that holds the default route. */
  macAddress?: string
  ipAddress?: string
  operatingSystem?: string
  operatingSystemVersion?: string
  cpu?: string
  /** Physical cores of all processors. */
  cpuCores?: number
  memoryBytes?: number
  lastUser?: string
  /** ISO 8601, rounded to the minute. */
  lastBoot?: string
  /** A list that is absent was not looked at; an empty one says that there is nothing. */
  interfaces?: InterfaceRecord[]
  disks?: DiskRecord[]
  software?: SoftwareRecord[]
}

export type InterfaceRecord = {
  name: string
  macAddress?: string
  ipAddress?: string
  /** All lasting addresses, the one above first. */
  ipAddresses?: string[]
  speedMbps?: number
  up: boolean
}

export type DiskRecord = {
  name: string
  model?: string
  serialNumber?: string
  sizeBytes?: number
  /** Of all mounted file systems on it, rounded down to whole percents of the size. */
  freeBytes?: number
  filesystem?: string
}

export type SoftwareRecord = { name: string; version?: string; vendor?: string }
