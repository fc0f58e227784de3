import { BlockList, isIP } from "node:net";

/**
 * Whether `NO_PROXY` excepts a host, by curl's rules: an entry is a domain, which stands for all below
 * it, too (a dot before or after it changes nothing), an address, or a network such as `10.0.0.0/8`.
 *
 * @param host a name in lower case, or an address, an IPv6 one without brackets
 * @param list entries, separated by commas or blanks
 */
export function isExcepted(host: string, list: string): boolean {
  const matches = isIP(host) === 0 ? isAtOrBelow : isIn;
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => matches(host, entry));
}

function isAtOrBelow(host: string, entry: string): boolean {
  const domain = entry.replace(/^\.|\.$/g, "");
  return domain !== "" && `.${host.replace(/\.$/, "")}`.endsWith(`.${domain}`);
}

function isIn(address: string, entry: string): boolean {
  const [, network = "", prefix] = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const family = isIP(network);
  const longest = family === 4 ? 32 : 128;
  // To curl, none and 0 are the whole address.
  const bits = Number(prefix) || longest;
  if (family === 0 || family !== isIP(address) || bits > longest) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(network, bits, type);
  return list.check(address, type);
}
