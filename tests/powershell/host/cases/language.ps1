# A walk through the language: the engine is the real one.
class Point {
    [int] $X
    Point([int] $x) { $this.X = $x }
    [string] ToString() { return "P$($this.X)" }
}
enum Colour { Red; Green }
"$([Point]::new(3)) $([Colour]::Green)"
switch -Regex ('abc') { 'b' { 'matched' } }
$h = @{ a = 1; b = @{ c = 2 } }
$h.b.c
'{0:N2} {1}' -f 1234.5, 'x'
$a, $b = 1, 2
"$b$a"
(1..10 | Where-Object { $_ % 2 } | ForEach-Object { $_ * $_ }) -join ','
@'
here $not
'@
$x = $null ?? 'default'
$x
1..3 | ForEach-Object -Parallel { $_ } | ForEach-Object { $sum += $_ } -End { $sum }
