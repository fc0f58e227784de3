import { BlockList, isIP } from "node:net";

/**
 * IPv4 networks that mean this machine (127/8, 0/8), its own link (169.254/16, with most clouds'
 * metadata service), and the metadata services of Alibaba, Azure and Oracle.
 */
const ipv4: readonly (readonly [network: string, prefix: number])[] = [
  ["127.0.0.0", 8],
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["100.100.100.200", 32],
  ["168.63.129.16", 32],
  ["192.0.0.192", 32],
];

/** The same in IPv6, with the metadata services of Amazon and Google. */
const ipv6: readonly (readonly [network: string, prefix: number])[] = [
  ["::1", 128],
  ["fe80::", 10],
  ["fd00:ec2::", 32],
  ["fd20:ce::254", 128],
];

const localOnly = new BlockList();
for (const [network, prefix] of ipv6) localOnly.addSubnet(network, prefix, "ipv6");
for (const [network, prefix] of ipv4) {
  localOnly.addSubnet(network, prefix, "ipv4");
  // An IPv6 address may hold one of IPv4: mapped, "compatible", of NAT64, of 6to4.
  for (const before of ["::ffff:", "::", "64:ff9b::"]) {
    localOnly.addSubnet(`${before}${network}`, 96 + prefix, "ipv6");
  }
  localOnly.addSubnet(`2002:${hex(network)}::`, 16 + prefix, "ipv6");
}

/**
 * Whether a host reaches nothing but this machine and what serves it alone: loopback and link-local
 * addresses, where clouds hand out their secrets, and names of localhost.
 *
 * @param host a name or an address, an IPv6 one without brackets
 */
export function isLocalOnly(host: string): boolean {
  if (/(^|\.)localhost\.?$/i.test(host)) return true;
  const address = host.replace(/%.*$/, "");
  const family = isIP(address);
  return family !== 0 && localOnly.check(address, family === 4 ? "ipv4" : "ipv6");
}

function hex(address: string): string {
  return Buffer.from(address.split(".").map(Number)).toString("hex").replace(/^.{4}/, "$&:");
}
