# Links and anchors of Markdown texts, as GitHub understands them.

# The lines of a text in which code is blanked, so that columns stay.
function Get-MarkdownLine {
    param([string] $Text)
    $fence = $null
    $blankBefore = $true # where a line that is set in by four is code
    $inList = $false # where it is more of a list
    foreach ($line in $Text.Replace("`r", '').Split("`n")) {
        if ($fence) {
            if ($line -match "^\s{0,3}$fence+\s*$") { $fence = $null }
            ''
        } elseif ($line -match '^\s*(```+|~~~+)') {
            $fence = [regex]::Escape($Matches[1])
            ''
        } elseif ($blankBefore -and -not $inList -and $line -match '^(    |\t)') {
            ''
        } else {
            $blankBefore = -not $line.Trim()
            if ($line -match '^\S') { $inList = $line -match '^([-*+]|\d+[.)])\s' }
            [regex]::Replace($line, '(`+)(?!`).+?(?<!`)\1(?!`)', { param($m) ' ' * $m.Length })
        }
    }
}

# The anchor that a heading gets, without the number for a repeat.
function ConvertTo-Anchor {
    param([string] $Heading)
    $plain = $Heading -replace '!?\[([^\]]*)\]\([^)]*\)', '$1' -replace '[`*]' -replace '<[^>]+>'
    $plain = $plain.Trim().ToLowerInvariant() -replace '[^\p{L}\p{Nd}\p{Mn} _-]'
    $plain.Replace(' ', '-')
}

# All anchors of a text, as the keys of a table.
function Get-MarkdownAnchor {
    param([string] $Text)
    $anchors = @{}
    $inFence = $false
    foreach ($line in $Text.Replace("`r", '').Split("`n")) {
        if ($line -match '^\s*(```|~~~)') { $inFence = -not $inFence }
        if ($inFence) { continue }
        foreach ($match in [regex]::Matches($line, '<[^>]*\b(?:id|name)="([^"]+)"')) {
            $anchors[$match.Groups[1].Value] = $true
        }
        if ($line -notmatch '^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$') { continue }
        $base = ConvertTo-Anchor $Matches[1]
        $anchor = $base
        for ($i = 1; $anchors.ContainsKey($anchor); $i++) { $anchor = "$base-$i" }
        $anchors[$anchor] = $true
    }
    $anchors
}

# Links of a text: Target, Line, Column. `[text](target)`, images, and the
# definitions `[name]: target`.
function Get-MarkdownLink {
    param([string] $Text)
    $number = 0
    foreach ($line in (Get-MarkdownLine $Text)) {
        $number++
        if (-not $line.Contains('[')) { continue }
        $found = [regex]::Matches($line, '\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+"[^"]*")?\s*\)')
        $defined = [regex]::Matches($line, '^\s{0,3}\[[^\]^]+\]:\s+<?([^\s>]+)')
        foreach ($match in @($found) + @($defined)) {
            $group = $match.Groups[1]
            if (-not $group.Length) { continue }
            [pscustomobject]@{ Target = $group.Value; Line = $number; Column = $group.Index + 1 }
        }
    }
}

# `[text][name]` whose name no line defines.
function Get-UndefinedReference {
    param([string] $Text)
    $lines = @(Get-MarkdownLine $Text)
    $defined = @{}
    foreach ($line in $lines) {
        if ($line -match '^\s{0,3}\[([^\]^]+)\]:\s') { $defined[$Matches[1]] = $true }
    }
    for ($i = 0; $i -lt $lines.Count; $i++) {
        foreach ($match in [regex]::Matches($lines[$i], '\[([^\[\]]+)\]\[([^\[\]]*)\]')) {
            $name = if ($match.Groups[2].Length) { $match.Groups[2].Value } else { $match.Groups[1].Value }
            if (-not $defined.ContainsKey($name)) {
                [pscustomobject]@{ Name = $name; Line = $i + 1; Column = $match.Index + 1 }
            }
        }
    }
}
