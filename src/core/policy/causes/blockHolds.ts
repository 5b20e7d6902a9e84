import { cidrContains, parseCidr, parseIpAddress } from '../../address/cidr.ts';
import type { IpBlock } from '../../model/networkPolicy.ts';

function isIn(text: string, address: string): boolean {
  const block = parseCidr(text);
  const parsed = parseIpAddress(address);
  return block !== undefined && parsed !== undefined && cidrContains(block, parsed);
}

/** Whether an address lies in a block and in none of its exceptions, whoever owns it. */
export function blockHolds(block: IpBlock | undefined, address: string): boolean {
  return (
    block !== undefined && isIn(block.cidr, address) && !block.except.some((text) => isIn(text, address))
  );
}
