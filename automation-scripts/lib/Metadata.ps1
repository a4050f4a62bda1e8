# What a numbered script says about itself, read as the controller reads it:
# `Key: value` lines of the comments at the top and of .NOTES, and the other
# sections of comment-based help.

# The lines of comments before the script's own code, without their marks.
function Get-TopComment {
    param([string] $Text)
    $number = 0
    $inBlock = $false
    foreach ($raw in $Text.Split("`n")) {
        $number++
        $line = $raw.Trim()
        if (-not $inBlock -and $line.StartsWith('<#')) {
            $inBlock = $true
            $line = $line.Substring(2)
        }
        if ($inBlock) {
            $close = $line.IndexOf('#>')
            if ($close -ge 0) {
                $line = $line.Substring(0, $close)
                $inBlock = $false
                @{ Text = $line.Trim(); Line = $number; InBlock = $true }
                continue
            }
            @{ Text = $line.Trim(); Line = $number; InBlock = $true }
        } elseif ($line.StartsWith('#')) {
            @{ Text = $line.TrimStart('#').Trim(); Line = $number; InBlock = $false }
        } elseif ($line -and -not $line.StartsWith('[') -and $line -notlike 'using *') {
            return
        }
    }
}

# Keys, Sections and Parameters of a script's header. Keys map a name to its
# Value and Line; Sections a name such as 'synopsis' to its text; Parameters
# the names that have a .PARAMETER section to their line.
function Read-ScriptHeader {
    param([string] $Text)
    $header = @{ Keys = @{}; Sections = @{}; Parameters = [ordered]@{} }
    $section = 'notes'
    foreach ($comment in (Get-TopComment $Text)) {
        if ($comment.InBlock -and $comment.Text -match '^\.([A-Za-z]+)(?:\s+(\S+))?$') {
            $section = $Matches[1].ToLowerInvariant()
            if ($section -eq 'parameter' -and $Matches.ContainsKey(2)) {
                $header.Parameters[$Matches[2]] = $comment.Line
            }
        } elseif (-not $comment.InBlock -or $section -eq 'notes') {
            if ($comment.Text -match '^([^:]+?)\s*:\s*(.+)$') {
                $header.Keys[$Matches[1]] = @{ Value = $Matches[2]; Line = $comment.Line }
            }
        } elseif ($comment.Text) {
            $header.Sections[$section] = "$($header.Sections[$section]) $($comment.Text)".Trim()
        }
    }
    $header
}

# A list as the header writes it: `a, b` or `@('a', 'b')`.
function Split-HeaderList {
    param([string] $Value)
    foreach ($part in $Value.Split(',')) {
        $item = $part.Trim() -replace '^@\(' -replace '\)$'
        $item = $item.Trim().Trim("'", '"')
        if ($item) { $item }
    }
}

# What a script does, in its own words.
function Get-HeaderDescription {
    param([hashtable] $Header)
    if ($Header.Keys['Description']) { return $Header.Keys['Description'].Value }
    foreach ($section in 'synopsis', 'description') {
        if ($Header.Sections[$section]) { return $Header.Sections[$section] }
    }
}

# The numbered scripts of a folder, sorted, each with its header and text.
function Get-NumberedScript {
    param([string] $Folder)
    if (-not [IO.Directory]::Exists($Folder)) { return }
    $names = [string[]] @(
        foreach ($file in [IO.Directory]::GetFiles($Folder)) { [IO.Path]::GetFileName($file) }
    )
    [Array]::Sort($names, [StringComparer]::Ordinal)
    foreach ($name in $names) {
        if ($name -notmatch '^(\d{4})_(.+)$') { continue }
        $text = [IO.File]::ReadAllText("$Folder/$name")
        $header = Read-ScriptHeader $text
        [pscustomobject]@{
            Number       = $Matches[1]
            Name         = [IO.Path]::GetFileNameWithoutExtension($Matches[2])
            FileName     = $name
            Text         = $text
            Header       = $header
            Dependencies = @(Split-HeaderList "$($header.Keys['Dependencies'].Value)")
        }
    }
}

# The script that a number or name means among all, or nothing.
function Find-NumberedScript {
    param([object[]] $Scripts, [string] $Name)
    $number = if ($Name -match '^\d{1,4}$') { $Name.PadLeft(4, '0') } else { $null }
    foreach ($script in $Scripts) {
        if ($script.Number -eq $number -or $Name -in $script.FileName, $script.Name,
            [IO.Path]::GetFileNameWithoutExtension($script.FileName)) { return $script }
    }
}
