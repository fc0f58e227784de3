import querystring from "node:querystring";

/**
 * The user and password that a URL carries, as an `Authorization`. A `%` that begins no escape means
 * itself, as it does to curl: a server may have sent the URL.
 */
export function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  const credentials = `${querystring.unescape(username)}:${querystring.unescape(password)}`;
  return `Basic ${Buffer.from(credentials).toString("base64")}`;
}
