/**
 * One PowerShell process answers everything as JSON (starting one takes about a second). Only CIM queries and registry
 * reads, for Windows PowerShell 5.1 and later; what a user may not see comes back empty.
 */
export const inventoryScript = `
$ErrorActionPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
function Utc($time) { if ($time) { $time.ToUniversalTime().ToString('o') } }
$uninstall = 'Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*'
$programs = "HKLM:\\$uninstall", "HKLM:\\Software\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*", "HKCU:\\$uninstall"
$system = Get-CimInstance Win32_ComputerSystem
$os = Get-CimInstance Win32_OperatingSystem
@{
  computer = $system | Select-Object Name, DNSHostName, Domain, Manufacturer, Model, UserName, TotalPhysicalMemory
  bios = Get-CimInstance Win32_BIOS | Select-Object SerialNumber
  system = $os | Select-Object Caption, Version, @{ n = 'LastBoot'; e = { Utc $_.LastBootUpTime } }
  processors = @(Get-CimInstance Win32_Processor | Select-Object Name, NumberOfCores)
  adapters = @(Get-CimInstance Win32_NetworkAdapter -Filter 'PhysicalAdapter = TRUE' |
    Select-Object Index, Name, NetConnectionID, MACAddress, Speed, NetConnectionStatus, PNPDeviceID)
  addresses = @(Get-CimInstance Win32_NetworkAdapterConfiguration -Filter 'IPEnabled = TRUE' |
    Select-Object Index, IPAddress, DefaultIPGateway, IPConnectionMetric)
  disks = @(Get-CimInstance Win32_DiskDrive | Select-Object Index, Model, SerialNumber, Size, InterfaceType)
  volumes = @(Get-CimInstance Win32_LogicalDisk -Filter 'DriveType = 3' | Select-Object DeviceID, Size, FreeSpace, FileSystem)
  partitions = @(Get-CimInstance Win32_LogicalDiskToPartition |
    ForEach-Object { @{ partition = $_.Antecedent.DeviceID; volume = $_.Dependent.DeviceID } })
  lastUser = (Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI').LastLoggedOnUser
  programs = @(Get-ItemProperty $programs | Where-Object { $_.DisplayName } |
    Select-Object DisplayName, DisplayVersion, Publisher, SystemComponent, ParentKeyName)
} | ConvertTo-Json -Depth 4 -Compress
`

/** PowerShell takes a script as UTF-16 in base64, which no quoting rule can spoil. */
export function powershellArguments(script: string): string[] {
  return ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-EncodedCommand', Buffer.from(script, 'utf16le').toString('base64')]
}
