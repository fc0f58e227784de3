export default function Page() {
  return <p>Batches</p>;
}
