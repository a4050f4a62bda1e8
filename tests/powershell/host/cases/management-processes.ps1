# Processes: starting with files for streams, finding, waiting, stopping.
$d = [IO.Directory]::CreateTempSubdirectory('cases-').FullName
$ErrorActionPreference = 'Stop'
function Fails([scriptblock] $Do) {
    try { & $Do } catch { '{0}: {1}' -f $_.FullyQualifiedErrorId, "$_".Replace($d, 'D') }
}
# PowerShell may still be writing the file when the process has ended.
function Written {
    $null = [Threading.SpinWait]::SpinUntil({ [IO.File]::ReadAllText("$d/out").EndsWith("`n") }, 20000)
    [IO.File]::ReadAllText("$d/out").TrimEnd().Replace($d, 'D')
}
Set-Location $d

'-- start'
$p = Start-Process sh -ArgumentList '-c', '"echo out; echo err >&2; exit 3"' -Wait -PassThru -RedirectStandardOutput out -RedirectStandardError err
$p.GetType().Name
$p.ExitCode
Written
[IO.File]::ReadAllText("$d/err")
$null -eq (Start-Process true -Wait)
Start-Process sh '-c "pwd"' -Wait -RedirectStandardOutput out
Written
Start-Process pwd -WorkingDirectory / -Wait -RedirectStandardOutput out
Written
[IO.File]::WriteAllText("$d/in", "b`na`n")
Start-Process sort -RedirectStandardInput in -RedirectStandardOutput out -Wait
Written
$env:CASES_KEPT = 'kept'; $env:CASES_GONE = 'gone'
Start-Process sh '-c "echo $CASES_KEPT,$CASES_NEW,$CASES_GONE"' -Wait -RedirectStandardOutput out -Environment @{ CASES_NEW = 'new'; CASES_GONE = $null }
Written
Start-Process /bin/sh '-c "echo [$CASES_KEPT]"' -UseNewEnvironment -Wait -RedirectStandardOutput out
Written
$p = Start-Process sh '-c "echo late"' -PassThru -RedirectStandardOutput out
$p.WaitForExit()
Written
Start-Process echo inherited -NoNewWindow -Wait
Start-Process /bin/true 'a b' -WhatIf
'-- start that fails'
Fails { Start-Process no-such-program-here }
Fails { Start-Process no-such-program-here -NoNewWindow }
Fails { Start-Process true -WorkingDirectory nope }
Fails { Start-Process cat -RedirectStandardInput nope }
Fails { Start-Process cat -RedirectStandardOutput same -RedirectStandardError same }
Fails { Start-Process true -Verb open }
Fails { Start-Process true -WindowStyle Hidden }

'-- get'
(Get-Process -Id $PID).Id -eq $PID
(Get-Process -PID $PID).GetType().FullName
$sleeper = Start-Process sleep 1000 -PassThru
(Get-Process -Id $sleeper.Id).ProcessName
(Get-Process -Id $sleeper.Id).Name
@(Get-Process slee* | Where-Object Id -EQ $sleeper.Id).Count
@(Get-Process -Id $PID, $sleeper.Id, $PID).Count
@(Get-Process).Count -gt 1
($sleeper | Get-Process).Id -eq $sleeper.Id
(Get-Process -Id $sleeper.Id -IncludeUserName).UserName -eq [Environment]::UserName
(Get-Process -Id $sleeper.Id -IncludeUserName).PSObject.TypeNames[0]
@(Get-Process -Id $sleeper.Id -Module).Count -gt 0
@(Get-Process no-such-process*).Count
Fails { Get-Process no-such-process }
Fails { Get-Process 4000000 }
Fails { Get-Process -Id 4000000 }
& { $ErrorActionPreference = 'SilentlyContinue'; @(Get-Process -Id 4000000, $PID).Count; $Error[0].CategoryInfo.Category; $Error[0].TargetObject }

'-- wait and stop'
Fails { Wait-Process -Id $sleeper.Id -Timeout 0 } | ForEach-Object { $_.Replace("$($sleeper.Id)", 'ID') }
Fails { Wait-Process -Id $PID }
(& "$PSHOME/pwsh" -NoProfile -Command "Stop-Process -Id $($sleeper.Id) -WhatIf").Replace("$($sleeper.Id)", 'ID')
$sleeper.HasExited
Stop-Process $sleeper -PassThru | ForEach-Object Id | ForEach-Object { $_ -eq $sleeper.Id }
Wait-Process -InputObject $sleeper
$sleeper.HasExited
$two = 1, 2 | ForEach-Object { Start-Process sleep 1000 -PassThru }
Stop-Process -Id $two[0].Id -Force
(Wait-Process -InputObject $two -Any -PassThru | ForEach-Object { $_.HasExited }) -contains $true
$two[1] | Stop-Process
$two | Wait-Process
$two.HasExited
Stop-Process -InputObject $two[0]
$quick = Start-Process true -PassThru
Wait-Process -InputObject $quick -Timeout 60
$quick.ExitCode
Fails { Stop-Process -Id 4000000 }
Fails { Stop-Process -Name no-such-process }
Fails { Wait-Process -Name no-such-process }
Set-Location /
Remove-Item $d -Recurse
