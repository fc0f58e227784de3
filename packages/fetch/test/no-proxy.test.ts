import { networkSetup } from "@imagenet-v2/fetch/internal";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

/** Whether a host is reached by the proxy or directly. */
function wayTo(host: string): "proxy" | "direct" {
  const { proxy } = networkSetup({ env: { HF_ENDPOINT: `http://${host}` } });
  return proxy === undefined ? "direct" : "proxy";
}

// What curl 7.88 does; it reads no IPv6 networks yet, so for those what its documentation says.
test.each<[string, string, "proxy" | "direct"]>([
  ["10.1.2.3", "10.0.0.0/8", "direct"],
  ["11.1.2.3", "10.0.0.0/8", "proxy"],
  ["0xa010203", "10.0.0.0/8", "direct"],
  ["10.1.2.3", "10.255.255.255/8", "direct"],
  ["10.1.2.3", "10.1.2.3/32", "direct"],
  ["10.1.2.3", "10.1.2.3/33", "proxy"],
  ["10.1.2.3", "10.1.2.3/0", "direct"],
  ["10.1.2.3", "0.0.0.0/0", "proxy"],
  ["10.1.2.3", "10.0.0.0/", "proxy"],
  ["10.1.2.3", "10.0.0.0/x", "proxy"],
  ["10.1.2.3", "10.0.0.0/-1", "proxy"],
  ["10.1.2.3", "10/8", "proxy"],
  ["10.1.2.3", "3", "proxy"],
  ["10.1.2.3", "192.168.0.0/16, 10.0.0.0/8", "direct"],
  ["10.1.2.3", "192.168.0.0/16 10.0.0.0/8", "direct"],
  ["192.168.1.130", "192.168.1.128/25", "direct"],
  ["192.168.1.127", "192.168.1.128/25", "proxy"],
  ["[::1]", "::1", "direct"],
  ["[::1]", "[::1]", "direct"],
  ["[::1]", "0:0:0:0:0:0:0:1", "direct"],
  ["[::1]", "::1/128", "direct"],
  ["[::1]", "::1/129", "proxy"],
  ["[::1]", "::/0", "proxy"],
  ["[::1]", "::2", "proxy"],
  ["[fd00:1::5]", "fd00::/8", "direct"],
  ["[fd00:1::5]", "FD00:1::/32", "direct"],
  ["[fd00:1::5]", "fd00:2::/32", "proxy"],
  ["[::ffff:10.1.2.3]", "10.0.0.0/8", "proxy"],
  ["mirror.example", "mirror.example", "direct"],
  ["mirror.example", "MIRROR.Example", "direct"],
  ["mirror.example", "mirror.example.", "direct"],
  ["mirror.example.", "mirror.example", "direct"],
  ["mirror.example.", "mirror.example.", "direct"],
  ["mirror.example", "example", "direct"],
  ["mirror.example", ".example", "direct"],
  ["mirror.example", ".example.", "direct"],
  ["mirror.example", ".mirror.example", "direct"],
  ["a.mirror.example", "mirror.example", "direct"],
  ["amirror.example", "mirror.example", "proxy"],
  ["mirror.example", "ample", "proxy"],
  ["mirror.example", "10.0.0.0/8", "proxy"],
  ["mirror.example", ",,x.example , mirror.example", "direct"],
  ["mirror.example", ".", "proxy"],
  ["mirror.example", "..", "proxy"],
  ["mirror.example", "*", "direct"],
  ["mirror.example", "", "proxy"],
])("%s with NO_PROXY=%s: %s", (host, hosts, way) => {
  vi.stubEnv("http_proxy", "http://proxy.example:3128");
  vi.stubEnv("no_proxy", hosts);
  expect(wayTo(host)).toBe(way);
});

test.each([
  ["mirror.example:8080", "mirror.example:8080", "direct"],
  ["mirror.example:8081", "mirror.example:8080", "proxy"],
  ["mirror.example", "*.example", "direct"],
])("beyond curl, ports and wildcards count: %s with NO_PROXY=%s: %s", (host, hosts, way) => {
  vi.stubEnv("http_proxy", "http://proxy.example:3128");
  vi.stubEnv("NO_PROXY", hosts);
  expect(wayTo(host)).toBe(way);
});
