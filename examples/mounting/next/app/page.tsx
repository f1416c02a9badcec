export default function Page() {
  return <h1>My own page.</h1>;
}
