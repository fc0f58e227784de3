/** The part of jStat that is used here; it brings no types of its own. */
declare module "jstat" {
  // CommonJS: Node gives ES modules only its default export.
  const jstat: {
    readonly jStat: {
      readonly beta: { inv(p: number, alpha: number, beta: number): number };
      readonly normal: {
        cdf(x: number, mean: number, std: number): number;
        inv(p: number, mean: number, std: number): number;
      };
      /** The logarithm of the gamma function. */
      gammaln(x: number): number;
    };
  };
  export default jstat;
}
