# New-Object, Add-Member, Get-Member.
function Fail([scriptblock] $block) {
    try {
        & $block 2>&1 | ForEach-Object {
            if ($_ -is [System.Management.Automation.ErrorRecord]) { "$($_.FullyQualifiedErrorId): $_" } else { "$_" }
        }
    }
    catch { "$($_.FullyQualifiedErrorId): $_" }
}
'-- new'
(New-Object System.Text.StringBuilder).GetType().FullName
(New-Object -TypeName System.Uri -ArgumentList 'http://host/path').Host
(New-Object System.Collections.Generic.List[int]).GetType().Name
(New-Object 'System.Collections.Generic.Dictionary[string,int]').Count
(New-Object string 'x', 3)
(New-Object datetime 2024, 2, 3).Day
New-Object int
(New-Object timespan).Ticks
(New-Object object[] 3).Length
(New-Object System.Collections.ArrayList (, (1, 2))).Count
$made = New-Object psobject -Property @{ Only = 1 }
"$made"
(New-Object System.Text.StringBuilder -Property @{ Capacity = 99; Append = 'text' }).ToString()
class Holder { [int] $Number = 1; [void] Twice() { $this.Number *= 2 } }
(New-Object Holder -Property @{ Number = 4 }).Number
Fail { New-Object No.Such.Type }
Fail { New-Object Uri }
Fail { New-Object Uri 1, 2, 3, 4 }
Fail { New-Object Uri 'not a uri' }
Fail { New-Object System.IO.Stream }
Fail { New-Object Holder -Property @{ Missing = 1 } }
Fail { New-Object Holder -Property @{ Number = 'x' } }
Fail { New-Object ConsoleColor | ForEach-Object { "$_" } }
Fail { New-Object Math }
'-- add'
$o = [pscustomobject]@{ A = 1 }
$o | Add-Member B 2
Add-Member -InputObject $o -MemberType NoteProperty -Name C -Value 3
$o | Add-Member -NotePropertyMembers ([ordered]@{ D = 4; E = 5 })
$o | Add-Member @{ F = 6 }
$o | Add-Member 7 seven
"$o"
$o | Add-Member ScriptMethod Add { param($n) $this.A + $n }
$o.Add(10)
$o | Add-Member ScriptProperty Twice { $this.A * 2 } { param($v) $this.A = $v / 2 }
$o.Twice = 20
"$($o.A) $($o.Twice)"
$o | Add-Member AliasProperty First A
$o.First
$o | Add-Member AliasProperty Text A string
$o.Text.GetType().Name
$o | Add-Member PropertySet Few ([string[]] ('A', 'B'))
$o.Few.ReferencedPropertyNames -join ' '
$o | Add-Member MemberSet Empty
$o.Empty.MemberType
$o | Add-Member -TypeName Own.Type
$o.PSTypeNames[0]
($o | Add-Member G 8 -PassThru).G
(1 | Add-Member Note x -PassThru).Note
Fail { $o | Add-Member A 2 }
$o | Add-Member A 2 -Force
$o.A
$o | Add-Member ScriptMethod ToString { 'me' } -Force
"$o"
'text' | Add-Member Length 3 -Force -PassThru | ForEach-Object { $_.Length }
Fail { $o | Add-Member NoteProperty, ScriptMethod x 1 }
Fail { $o | Add-Member Property x 1 }
Fail { $o | Add-Member ScriptMethod x 'text' }
Fail { $o | Add-Member ScriptMethod x $null }
Fail { $o | Add-Member NoteProperty x 1 2 }
Fail { $o | Add-Member ScriptProperty x $null $null }
Fail { $o | Add-Member AliasProperty x '' }
Fail { $o | Add-Member -NotePropertyName NoteProperty -NotePropertyValue 1 }
Fail { $o | Add-Member -NotePropertyMembers @{ B = 1; Z = 2 } }
Fail { Add-Member -InputObject $null x 1 }
'-- get'
function Show { process { "$($_.TypeName) | $($_.Name) | $($_.MemberType) | $($_.Definition)" } }
[pscustomobject]@{ Z = 1; A = 'x'; N = $null } | Get-Member | Show
'text' | Get-Member Le*, Sub* | Show
'text' | Get-Member -MemberType Property | Show
'text' | Get-Member get_Length -Force | Show
'text' | Get-Member get_Length | Show
[string] | Get-Member -Static Is* | Show
'text' | Get-Member -Static Empty | Show
@{ a = 1 } | Get-Member Count, a | Show
, (1, 2) | Get-Member Count, Length | Show
1, 2, 'x' | Get-Member ToString | ForEach-Object TypeName
[pscustomobject]@{ A = 1 } | Get-Member -View Extended | Show
'text' | Get-Member L* -View Base | Show
$o | Get-Member -MemberType ScriptProperty, AliasProperty, PropertySet, MemberSet | Show
('text' | Get-Member Length).GetType().FullName
"$('text' | Get-Member Length)"
Fail { Get-Member }
Fail { $null | Get-Member }
[System.Diagnostics.Process]::GetCurrentProcess() | Get-Member PSResources, Name, CPU | Show
