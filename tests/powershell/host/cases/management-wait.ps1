# Get-Content -Wait goes on with what is added until it is stopped.
$f = [IO.Path]::GetTempFileName()
Set-Content $f 'first'
$shell = [powershell]::Create().AddScript("Get-Content $f -Wait")
$out = [System.Management.Automation.PSDataCollection[object]]::new()
$run = $shell.BeginInvoke($out, $out)
$lines = $out.GetEnumerator()
$null = $lines.MoveNext(); $lines.Current
Add-Content $f 'second'
$null = $lines.MoveNext(); $lines.Current
$shell.Stop()
$shell.InvocationStateInfo.State
Remove-Item $f
