export const siteName = 'Northfield Works'

export const hallNames = ['Machining North', 'Turning Shop', 'Milling Shop', 'Grinding', 'Gear Shop', 'Heat Treatment', 'Assembly', 'Inspection', 'Tool Room', 'Prototype Shop'] as const
export const officeNames = ['Administration', 'Engineering', 'Quality', 'Logistics', 'Maintenance'] as const
export const buildingNames = ['Main Works', 'South Works', 'West Works', 'East Works', 'River Works'] as const

export const businessUnits = [
  { name: 'Aero Components', code: 'AER' }, { name: 'Gear Drives', code: 'GDR' }, { name: 'Hydraulics', code: 'HYD' }, { name: 'Medical Parts', code: 'MED' },
  { name: 'Tooling', code: 'TLG' }, { name: 'Prototypes', code: 'PRT' }, { name: 'Site Services', code: 'SRV' }, { name: 'Énergie & Réseaux', code: 'ENR' },
] as const

export const tags = [
  { name: 'critical', color: '#b42318' }, { name: 'leased', color: '#175cd3' }, { name: 'calibrated', color: '#067647' },
  { name: 'to be moved', color: '#b54708' }, { name: 'no network', color: '#475467' }, { name: 'night shift', color: '#5925dc' },
] as const

export const people = ['Anna Keller', 'Samuel Okafor', 'Jonas Lindqvist', 'Rosa Huber', 'Amélie Moreau', 'Tae-yang Park'] as const

export const notes = [
  'Spindle replaced, run-in done.', 'Coolant filter every second Monday.', 'Way covers worn; order placed with the maker.', 'Key for the cabinet is at the shift office.',
  'Runs the night programme without an operator.', 'Do not update: the measuring software needs this version.', 'Floor anchors checked.', 'Second user account for the external service.',
] as const

/** Shares of the statuses every site starts with, by name. */
export const statusShares = [[90, 'In use'], [3, 'Attention'], [2, 'Down'], [2, 'In maintenance'], [2, 'Spare'], [1, 'Retired']] as const

/** Names as they turn up in real inventories and trip up software; one asset in a hundred has such a value. */
export const awkwardNames = [
  'Fräsmaschine Große Halle №5', "O'Brien's \"special\" lathe", 'מחרטה 7', 'آلة التفريز ٣', '数控车床 3', '研削盤　2号機', "Robert'); DROP TABLE assets;--", '100 % _spare_ \\ C:\\temp',
  '<b>not bold</b> & <script>', 'Ångström-Zelle', 'a\u0301ccent in two characters', ' İstanbul dişli 4', '-1', 'null', '=1+1', 'Ταχύτης Σίσυφος',
] as const
