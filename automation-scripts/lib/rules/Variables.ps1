# Rules about variables.

using namespace System.Management.Automation.Language

# PowerShell sets these itself; some refuse to be assigned, others lose it.
$script:AutomaticVariables = @(
    '?', 'args', 'ConsoleFileName', 'Error', 'Event', 'EventArgs', 'EventSubscriber', 'ExecutionContext',
    'false', 'foreach', 'HOME', 'Host', 'input', 'IsCoreCLR', 'IsLinux', 'IsMacOS', 'IsWindows', 'Matches',
    'MyInvocation', 'PID', 'PSBoundParameters', 'PSCmdlet', 'PSCommandPath', 'PSCulture', 'PSEdition', 'PSHOME',
    'PSScriptRoot', 'PSUICulture', 'PSVersionTable', 'PWD', 'Sender', 'ShellId', 'StackTrace', 'switch', 'this', 'true'
)

# Assigned to be read by PowerShell.
$script:SettingVariables = @('null', 'OFS', 'LASTEXITCODE', 'PSDefaultParameterValues', 'PSStyle', '_')

# The variables that a statement assigns: one, or the items of `$a, $b = …`.
function Get-AssignedVariable {
    param([ExpressionAst] $Left)
    while ($Left -is [AttributedExpressionAst]) { $Left = $Left.Child }
    if ($Left -is [VariableExpressionAst]) { return $Left }
    if ($Left -is [ArrayLiteralAst]) {
        foreach ($item in $Left.Elements) { Get-AssignedVariable $item }
    }
}

function Test-SettingVariable {
    param([string] $Name)
    $Name -in $script:SettingVariables -or $Name -like '*Preference' -or $Name.Contains(':')
}

# A function's own block, or a script that is a program: one with a param
# block. What else stands at the top of a file is for whoever dot-sources it.
function Test-ClosedBlock {
    param([ScriptBlockAst] $Block)
    if ($Block.Parent -is [FunctionDefinitionAst]) { return $true }
    $null -eq $Block.Parent -and $null -ne $Block.ParamBlock
}

Add-Rule 'AutomaticVariable' 'Error' ([AssignmentStatementAst]) {
    param($node)
    foreach ($variable in (Get-AssignedVariable $node.Left)) {
        $name = $variable.VariablePath.UserPath
        if ($name -in $script:AutomaticVariables) {
            @{ Extent = $variable.Extent; Message = "`$$name belongs to PowerShell; take another name." }
        }
    }
}

Add-Rule 'GlobalVariable' 'Warning' ([AssignmentStatementAst]) {
    param($node)
    foreach ($variable in (Get-AssignedVariable $node.Left)) {
        if ($variable.VariablePath.IsGlobal -and $variable.VariablePath.UserPath -notlike '*LASTEXITCODE') {
            @{
                Extent  = $variable.Extent
                Message = "`$$($variable.VariablePath.UserPath) outlives the script; return the value instead."
            }
        }
    }
}

Add-Rule 'UnusedVariable' 'Warning' ([ScriptBlockAst]) {
    param($node)
    if (-not (Test-ClosedBlock $node)) { return }
    $written = [ordered]@{}
    $targets = [Collections.Generic.HashSet[object]]::new()
    foreach ($assignment in (Find-Node $node ([AssignmentStatementAst]))) {
        # `$a += 1` reads, too.
        if ($assignment.Operator -ne 'Equals' -or (Get-OwningBlock $assignment) -ne $node) { continue }
        foreach ($variable in (Get-AssignedVariable $assignment.Left)) {
            [void] $targets.Add($variable)
            $name = $variable.VariablePath.UserPath
            if (-not (Test-SettingVariable $name) -and -not $written.Contains($name)) {
                $written[$name] = $variable
            }
        }
    }
    if (-not $written.Count) { return }
    foreach ($variable in (Find-Node $node ([VariableExpressionAst]))) {
        if ($targets.Contains($variable)) { continue }
        $written.Remove(($variable.VariablePath.UserPath -replace '^\w+:'))
    }
    # Read by name: Get-Variable, -OutVariable, a string that is expanded later.
    foreach ($text in (Find-Node $node ([StringConstantExpressionAst]))) {
        $written.Remove($text.Value)
    }
    foreach ($variable in $written.Values) {
        @{
            Extent  = $variable.Extent
            Message = "`$$($variable.VariablePath.UserPath) is assigned, but never used."
        }
    }
}
