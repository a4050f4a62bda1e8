# The files of a project: what git tracks or would track; without git, what
# stands below the folder. Paths are relative to it and use `/`.
# Needs Programs.ps1.

# Never part of a project's own sources, where git cannot say so.
$script:SkippedFolders = @('.git', '.aitherzero', 'build', 'reports', 'node_modules', 'bin', 'obj')

# An absolute folder or file, from what a parameter said. Relative paths are
# relative to the current location of PowerShell, not of the process.
function Resolve-FullPath {
    param([string] $Path)
    $full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
    if ($full.Length -gt [IO.Path]::GetPathRoot($full).Length) {
        $full = $full.TrimEnd([char[]]@('/', '\'))
    }
    $full
}

# The project's files, sorted. A folder named in Exclude, wherever it stands
# below Root, is passed over; so is a path that Exclude names from Root.
function Get-ProjectFile {
    param([string] $Root, [string[]] $Extension, [string[]] $Exclude)
    $paths = Get-GitFile $Root
    if (-not $paths) { $paths = Get-FolderFile $Root }
    $found = [Collections.Generic.List[string]]::new()
    foreach ($path in $paths) {
        if ($Extension -and [IO.Path]::GetExtension($path) -notin $Extension) { continue }
        if (Test-Excluded $path $Exclude) { continue }
        $found.Add($path)
    }
    $found.Sort([StringComparer]::Ordinal)
    $found
}

function Test-Excluded {
    param([string] $Path, [string[]] $Exclude)
    foreach ($name in $Exclude) {
        if ("/$Path".Contains("/$($name.Trim('/'))/", [StringComparison]::OrdinalIgnoreCase)) {
            return $true
        }
    }
    $false
}

# What git tracks, and what is new and not ignored. Nothing where there is no
# git, no repository, or where git ignores Root itself.
function Get-GitFile {
    param([string] $Root, [string[]] $Select = @('--cached', '--others'))
    $git = Find-Program 'git'
    if (-not $git) { return }
    $arguments = @('-C', $Root, 'ls-files', '-z', '--exclude-standard') + $Select
    $listed = Invoke-Program $git $arguments
    if ($listed.ExitCode -ne 0) { return }
    $seen = [Collections.Generic.HashSet[string]]::new()
    foreach ($path in $listed.Output.Split([char]0)) {
        # Deleted files are still in the index; conflicts list a path thrice.
        if ($path -and $seen.Add($path) -and [IO.File]::Exists("$Root/$path")) { $path }
    }
}

function Get-FolderFile {
    param([string] $Root)
    $waiting = [Collections.Generic.Stack[string]]::new()
    $waiting.Push($Root)
    while ($waiting.Count) {
        $folder = [IO.DirectoryInfo]::new($waiting.Pop())
        foreach ($entry in $folder.EnumerateFileSystemInfos()) {
            if ($entry -is [IO.FileInfo]) {
                [IO.Path]::GetRelativePath($Root, $entry.FullName).Replace('\', '/')
            } elseif ($entry.Name -notin $script:SkippedFolders -and -not $entry.LinkTarget) {
                $waiting.Push($entry.FullName)
            }
        }
    }
}

# What to check: the files a caller named, else all of the project that have
# an extension. Each is its full path and the path to show.
function Select-CheckedFile {
    param(
        [string] $Root,
        [string[]] $FilePath,
        [switch] $All,
        [string[]] $Extension,
        [string[]] $Exclude
    )
    $chosen = [ordered]@{}
    foreach ($path in $FilePath) {
        $full = Resolve-FullPath $path
        if (-not [IO.File]::Exists($full)) { throw "There is no file '$path'." }
        $chosen[$full] = Format-ProjectPath $Root $full
    }
    if ($All -or -not $FilePath) {
        foreach ($path in (Get-ProjectFile $Root $Extension $Exclude)) {
            $chosen[[IO.Path]::GetFullPath("$Root/$path")] = $path
        }
    }
    foreach ($full in $chosen.Keys) {
        [pscustomobject]@{ FullPath = $full; Path = $chosen[$full] }
    }
}

# Relative to the root where it is below it.
function Format-ProjectPath {
    param([string] $Root, [string] $FullPath)
    $relative = [IO.Path]::GetRelativePath($Root, $FullPath).Replace('\', '/')
    if ($relative.StartsWith('../')) { $FullPath } else { $relative }
}
