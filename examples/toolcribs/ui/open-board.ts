import { navigate } from '@shopdb/ui'

export default function openBoard(): Promise<void> {
  return navigate('/pages/toolcribs/board')
}
