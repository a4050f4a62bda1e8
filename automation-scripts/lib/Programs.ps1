# Finding other programs and running them to their end, without a shell and
# without changing anything of the process.

# The path of a program on PATH, or nothing.
function Find-Program {
    param([string] $Name)
    $endings = @('')
    if ($IsWindows) { $endings = @('.exe', '.cmd', '.bat', '.com') }
    foreach ($folder in "$env:PATH".Split([IO.Path]::PathSeparator)) {
        if (-not $folder) { continue }
        foreach ($ending in $endings) {
            $path = [IO.Path]::Combine($folder, $Name + $ending)
            if ([IO.File]::Exists($path)) { return $path }
        }
    }
}

# Starts a program whose output is read by Wait-Program. Several may run at
# the same time.
function Start-Program {
    param([string] $Path, [string[]] $Arguments, [string] $Folder)
    $start = [Diagnostics.ProcessStartInfo]::new($Path)
    foreach ($argument in $Arguments) { $start.ArgumentList.Add($argument) }
    if ($Folder) { $start.WorkingDirectory = $Folder }
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = [Text.Encoding]::UTF8
    $start.StandardErrorEncoding = [Text.Encoding]::UTF8
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    @{
        Process = $process
        Output  = $process.StandardOutput.ReadToEndAsync()
        Error   = $process.StandardError.ReadToEndAsync()
    }
}

# Its exit code and texts, once it has ended.
function Wait-Program {
    param([hashtable] $Program)
    $output = $Program.Output.GetAwaiter().GetResult()
    $errors = $Program.Error.GetAwaiter().GetResult()
    $Program.Process.WaitForExit()
    $exitCode = $Program.Process.ExitCode
    $Program.Process.Dispose()
    [pscustomobject]@{ ExitCode = $exitCode; Output = $output; Error = $errors }
}

function Invoke-Program {
    param([string] $Path, [string[]] $Arguments, [string] $Folder)
    Wait-Program (Start-Program $Path $Arguments $Folder)
}
