# JSON both ways.
[ordered]@{
    a = 1; b = @{ c = @{ d = @{ e = 1 } } }; l = 1, 2; n = $null; d = 1.0; f = [float]1.5; m = 1.10d
    t = [datetime]'2020-01-02'; x = [dayofweek]::Monday; g = [guid]::Empty; s = "a`"<>'é`n"; e = @(); h = @{}
} | ConvertTo-Json -WarningVariable warnings -WarningAction SilentlyContinue
"$warnings"
[dayofweek]::Monday | ConvertTo-Json -EnumsAsStrings
1 | ConvertTo-Json -AsArray -Compress
'<é>' | ConvertTo-Json -EscapeHandling EscapeNonAscii
'<é>' | ConvertTo-Json -EscapeHandling EscapeHtml
, @() | ConvertTo-Json
$null | ConvertTo-Json
[uri]'http://x/y', [char]'a', [byte]1, [bigint]5, [dbnull]::Value | ConvertTo-Json -Compress
[version]'1.2' | ConvertTo-Json -Compress
[io.fileinfo]'/x/y.txt' | ConvertTo-Json -Compress -Depth 0 -WarningAction SilentlyContinue | ForEach-Object Length
try { @{ 1 = 2 } | ConvertTo-Json } catch { $_.FullyQualifiedErrorId; "$_" }
$r = '{"a":1,"b":[1,2,{"c":null}],"d":"2020-01-02T03:04:05Z","big":123456789012345678901,"f":1.5 /*c*/,"t":true}' |
    ConvertFrom-Json
$r.a.GetType().Name; $r.b.Count; $r.d.Kind; $r.big.GetType().Name; $r.f.GetType().Name; $r.t
'[1,/*x*/2]', '3' | ConvertFrom-Json
('[1,2]' | ConvertFrom-Json -NoEnumerate).GetType().Name
('{', '"a":1', '}' | ConvertFrom-Json).a
$h = '{"b":1,"a":{"x":[1]},"":2,"A":3}' | ConvertFrom-Json -AsHashtable
$h.GetType().FullName; $h.Keys -join ','
foreach ($kind in 'Default', 'Local', 'Utc', 'Offset', 'String') {
    $date = ('{"a":"2020-01-02T03:04:05+00:00"}' | ConvertFrom-Json -DateKind $kind).a
    "$kind $($date.GetType().Name) $($date.Kind)"
}
foreach ($bad in '{"a":1,"A":2}', '{"":1}', '{"a":') {
    try { $bad | ConvertFrom-Json } catch { $_.FullyQualifiedErrorId; "$_" }
}
try { '[[1]]' | ConvertFrom-Json -Depth 1 } catch { $_.FullyQualifiedErrorId; "$_" }
