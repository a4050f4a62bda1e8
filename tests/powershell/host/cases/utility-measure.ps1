# Measure-Object, Measure-Command.
function Show { process { ($_.PSObject.Properties | Where-Object { $null -ne $_.Value } | ForEach-Object { "$($_.Name)=$($_.Value)" }) -join ' ' } }
'-- numbers'
1..4 | Measure-Object | Show
1..4 | Measure-Object -Sum -Average -Maximum -Minimum | Show
2, 4, 4, 4, 5, 5, 7, 9 | Measure-Object -AllStats | Show
5 | Measure-Object -StandardDeviation | Show
@() | Measure-Object -Sum -Average | Show
$null, 1 | Measure-Object -Sum | Show
'10', '9' | Measure-Object -Maximum -Sum | Show
'b', 'a', 'C' | Measure-Object -Maximum -Minimum | Show
[datetime] '2024-01-02', [datetime] '2024-01-01' | Measure-Object -Maximum | ForEach-Object { $_.Maximum.ToString('yyyy-MM-dd') }
1, 'x' | Measure-Object -Minimum -Maximum | Show
(1..2 | Measure-Object).GetType().FullName
('a' | Measure-Object -Maximum).GetType().FullName
('a' | Measure-Object -Line).GetType().FullName
'-- properties'
$all = [pscustomobject]@{ Size = 1; Side = 5; Name = 'a' }, [pscustomobject]@{ Size = 3; Name = 'b' }
$all | Measure-Object Size, Side -Sum | Show
$all | Measure-Object S* -Average | Show
$all | Measure-Object { $_.Size * 2 } -Sum | Show
$all | Measure-Object Missing | Show
'aa', 'b' | Measure-Object Length -Sum | Show
@{ a = 1 }, @{ a = 2 } | Measure-Object a -Sum | Show
'-- text'
'one two', "three`nfour " | Measure-Object -Line -Word -Character | Show
"  a b`tc  " | Measure-Object -Character -IgnoreWhiteSpace | Show
'', 'x', "x`n", "`n" | Measure-Object -Line | Show
'-- errors'
'x', 2 | Measure-Object -Sum -ErrorVariable problems -ErrorAction SilentlyContinue | Show
"$($problems[0].FullyQualifiedErrorId): $($problems[0])"
& { Set-StrictMode -Version 2; $all | Measure-Object Missing -ErrorVariable script:problems -ErrorAction SilentlyContinue }
"$($problems[0].FullyQualifiedErrorId): $($problems[0])"
'-- time'
$took = Measure-Command { $inside = 'set'; 'dropped' }
"$($took.GetType().Name) $($took -ge [timespan]::Zero) $inside"
$seen = @()
$null = 1, 2 | Measure-Command { $seen += $_ }
$seen -join ' '
try { Measure-Command { throw 'out' } } catch { "$_" }
